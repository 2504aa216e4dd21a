/** Bytes and text. The importer's side has no TextDecoder, and traces are ASCII but for names of tasks. */

export const SPACE = 0x20;
export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const COLON = 0x3a;
export const HASH = 0x23;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const LETTER_X = 0x78;

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

/** The value of each byte as a hexadecimal digit of either case; 255 for any other. */
export const HEX_DIGITS = new Uint8Array(256).fill(0xff);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  HEX_DIGITS[digit.charCodeAt(0)] = value;
  HEX_DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

/** Where the text begins: some programs that save UTF-8 put a mark before it. */
export function afterByteOrderMark(bytes: Uint8Array, start: number): number {
  const isMark = bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
  return isMark ? start + 3 : start;
}

const PART = 8192;

/** UTF-8, leniently: a byte that fits nothing is shown as the replacement character. */
export function textOf(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 0x80)) return latin1(bytes);
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? '\ufffd' : String.fromCodePoint(codePoint(bytes, at, length));
    at += Math.max(length, 1);
  }
  return text;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PART) {
    text += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  return text;
}

/** Of the sequence that begins here; 0 if none does. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0;
  for (let i = 1; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length === 4 && codePoint(bytes, at, length) > 0x10ffff ? 0 : length;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  if (length === 1) return first;
  let point = first & (0x7f >> length);
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return point;
}
