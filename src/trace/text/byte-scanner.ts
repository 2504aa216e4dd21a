/**
 * Reads one line's bytes from left to right. Every line of a trace goes through here, so nothing in it
 * allocates; a number that was read is left in `lo` and `hi`.
 */
import { COLON, HEX_DIGITS, LETTER_X, SPACE, TAB, ZERO, isDigit } from './ascii.ts';

const TWO_32 = 0x1_0000_0000;

export class ByteScanner {
  bytes: Uint8Array = new Uint8Array();
  at = 0;
  /** Exclusive. */
  end = 0;
  /** Bits 31:0 of the number read last. */
  lo = 0;
  /** Bits 63:32. */
  hi = 0;

  get done(): boolean {
    return this.at >= this.end;
  }

  skipSpaces(): void {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
    this.at = at;
  }

  /** Goes past `literal`, or stays. */
  skipLiteral(literal: Uint8Array): boolean {
    const { at, bytes } = this;
    const length = literal.length;
    if (at + length > this.end) return false;
    for (let i = 0; i < length; i++) {
      if (bytes[at + i] !== literal[i]) return false;
    }
    this.at = at + length;
    return true;
  }

  skipByte(byte: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** At most 16 digits, after `0x` or not. */
  readHex(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    if (bytes[at] === ZERO && bytes[at + 1] === LETTER_X && at + 2 < end) at += 2;
    const first = at;
    let hi = 0;
    let lo = 0;
    while (at < end) {
      const digit = HEX_DIGITS[bytes[at] ?? 0] ?? 0xff;
      if (digit > 15) break;
      hi = (hi << 4) | (lo >>> 28);
      lo = (lo << 4) | digit;
      at += 1;
    }
    if (at === first || at - first > 16) return false;
    this.lo = lo >>> 0;
    this.hi = hi >>> 0;
    this.at = at;
    return true;
  }

  /** A decimal number of up to 15 digits: exact in a double. A minus sign makes it wrap, as %u would. */
  readDecimal(): boolean {
    const { bytes, end } = this;
    let at = this.at;
    const negative = bytes[at] === 0x2d;
    if (negative) at += 1;
    const first = at;
    let value = 0;
    while (at < end && isDigit(bytes[at] ?? 0)) {
      value = value * 10 + (bytes[at] ?? 0) - ZERO;
      at += 1;
    }
    if (at === first || at - first > 15) return false;
    this.lo = negative ? -value >>> 0 : value % TWO_32;
    this.hi = negative ? 0xffff_ffff : Math.floor(value / TWO_32);
    this.at = at;
    return true;
  }

  /** Where the word that begins here ends: at a space, or at the end of the line. */
  wordEnd(): number {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end && bytes[at] !== SPACE && bytes[at] !== TAB) at += 1;
    return at;
  }

  /** Where the next colon is that a space or the end of the line follows; -1 if there is none. */
  colonEnd(): number {
    const { bytes, end } = this;
    for (let at = this.at; at < end; at++) {
      if (bytes[at] !== COLON) continue;
      if (at + 1 === end || bytes[at + 1] === SPACE) return at;
    }
    return -1;
  }
}
