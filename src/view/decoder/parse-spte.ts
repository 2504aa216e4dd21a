/** A 64-bit value as people type or paste it. */
import { fail, ok, type Result } from '../../base/result.ts';
import { word64Of, type Word64 } from '../../base/word64.ts';

/** What people and tools put between digits: `0x0600 0000_0123`4b77`. */
const SEPARATORS = /[\s_,'`]/g;
const HEX_DIGITS_MAX = 16;
const BINARY_DIGITS_MAX = 64;

/** Hexadecimal, with or without 0x, as traces and debuggers print it; or binary, with 0b. */
export function parseSpte(text: string): Result<Word64> {
  const digits = text.replace(SEPARATORS, '').toLowerCase();
  if (digits === '') {
    return problem('spte-empty', 'There is nothing to decode yet.', 'Type or paste a value.');
  }
  return digits.startsWith('0b') ? parseBinary(digits.slice(2)) : parseHex(digits);
}

function parseHex(text: string): Result<Word64> {
  const digits = text.replace(/^0x/, '');
  const stray = /[^0-9a-f]/.exec(digits)?.[0];
  if (stray !== undefined || digits === '') {
    return problem(
      'spte-digits',
      stray === undefined ? 'No digits follow 0x.' : `"${stray}" is no hexadecimal digit.`,
      'Digits are 0 to 9 and a to f; spaces and underscores between them do no harm.',
    );
  }
  const significant = digits.replace(/^0+(?=.)/, '');
  if (significant.length > HEX_DIGITS_MAX) {
    return problem(
      'spte-long',
      `64 bits are ${HEX_DIGITS_MAX} hexadecimal digits; these are ${significant.length}.`,
      'Paste one value only.',
    );
  }
  return ok(word64Of(BigInt(`0x${significant}`)));
}

function parseBinary(digits: string): Result<Word64> {
  if (!/^[01]+$/.test(digits)) {
    return problem('spte-digits', 'After 0b there are zeros and ones only.', 'Leave out the rest.');
  }
  const significant = digits.replace(/^0+(?=.)/, '');
  if (significant.length > BINARY_DIGITS_MAX) {
    return problem(
      'spte-long',
      `An SPTE has ${BINARY_DIGITS_MAX} bits; these are ${significant.length}.`,
      'Paste one value only.',
    );
  }
  return ok(word64Of(BigInt(`0b${significant}`)));
}

function problem(code: string, message: string, hint: string): Result<Word64> {
  return fail([{ code, path: '', message, hint }]);
}
