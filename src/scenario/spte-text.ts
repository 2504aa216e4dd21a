/**
 * The SPTE of a mapping as an author writes it: a state with bits that differ from the usual
 * (`WC`, `RO A=0`), or a hexadecimal value.
 */
import { word64Of, type Word64 } from '../base/word64.ts';
import type { LeafState } from '../engine/layout/spte-kind.ts';
import { suggestWord } from './did-you-mean.ts';
import type { Parsed } from './operation-text.ts';

/** Bits that may be given one by one. */
export type SpteBit = 'A' | 'D' | 'X';

export type SpteText =
  | { readonly kind: 'value'; readonly value: Word64 }
  /** The mark of an address without memory. */
  | { readonly kind: 'mmio' }
  | {
      readonly kind: 'state';
      readonly state: LeafState;
      readonly bits: readonly (readonly [SpteBit, boolean])[];
    };

const STATES: readonly LeafState[] = ['RO', 'WT', 'WP', 'WC', 'WD', 'AT'];
const BIT = /^([ADX])=([01])$/;
const VALUE = /^0x[0-9a-f]{1,16}$/i;

export function parseSpteText(text: string): Parsed<SpteText> {
  const words = text.trim().split(/\s+/);
  const [word = '', ...modifiers] = words;
  if (word.startsWith('0x')) return parseValue(text.trim());
  if (text.trim() === 'MMIO') return { value: { kind: 'mmio' } };
  const state = STATES.find((candidate) => candidate === word);
  if (state === undefined) {
    return {
      complaint: {
        code: 'unknown-state',
        message: `"${word}" is no state of a leaf SPTE.`,
        hint: `${suggestWord(word, STATES)} A hexadecimal value is possible, too.`,
      },
    };
  }
  const bits: (readonly [SpteBit, boolean])[] = [];
  for (const modifier of modifiers) {
    const [, bit, value] = BIT.exec(modifier) ?? [];
    if (bit !== 'A' && bit !== 'D' && bit !== 'X') return unknownBit(modifier);
    bits.push([bit, value === '1']);
  }
  return { value: { kind: 'state', state, bits } };
}

function parseValue(text: string): Parsed<SpteText> {
  if (VALUE.test(text)) return { value: { kind: 'value', value: word64Of(BigInt(text)) } };
  return {
    complaint: {
      code: 'bad-spte-value',
      message: `"${text}" is no 64-bit value.`,
      hint: 'Write 0x and up to 16 hexadecimal digits, in quotes, and nothing else.',
    },
  };
}

function unknownBit(modifier: string): Parsed<SpteText> {
  return {
    complaint: {
      code: 'unknown-spte-bit',
      message: `"${modifier}" is no bit that can be given with a state.`,
      hint: 'Known are A=0, A=1, D=0, D=1, X=0 and X=1.',
    },
  };
}
