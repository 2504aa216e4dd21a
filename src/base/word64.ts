/**
 * A 64-bit word as two unsigned 32-bit halves. The engine never uses bigint: it allocates. Text and
 * views convert at their edge, with the functions at the end of this file.
 */
export interface Word64 {
  /** Bits 31:0, an unsigned 32-bit integer. */
  readonly lo: number;
  /** Bits 63:32, an unsigned 32-bit integer. */
  readonly hi: number;
}

/** A word to write into; owned by whoever made it, made once and reused. */
export class MutableWord64 implements Word64 {
  lo = 0;
  hi = 0;

  copy(from: Word64): this {
    this.lo = from.lo;
    this.hi = from.hi;
    return this;
  }

  setHalves(halves: Word64): this {
    this.lo = halves.lo >>> 0;
    this.hi = halves.hi >>> 0;
    return this;
  }

  or(mask: Word64): this {
    this.lo = (this.lo | mask.lo) >>> 0;
    this.hi = (this.hi | mask.hi) >>> 0;
    return this;
  }

  and(mask: Word64): this {
    this.lo = (this.lo & mask.lo) >>> 0;
    this.hi = (this.hi & mask.hi) >>> 0;
    return this;
  }

  clear(mask: Word64): this {
    this.lo = (this.lo & ~mask.lo) >>> 0;
    this.hi = (this.hi & ~mask.hi) >>> 0;
    return this;
  }
}

export const ZERO64: Word64 = { lo: 0, hi: 0 };

export function isZero(word: Word64): boolean {
  return word.lo === 0 && word.hi === 0;
}

export function equal64(a: Word64, b: Word64): boolean {
  return a.lo === b.lo && a.hi === b.hi;
}

/** Is any bit of `mask` set in `word`? */
export function hasAny(word: Word64, mask: Word64): boolean {
  return (word.lo & mask.lo) !== 0 || (word.hi & mask.hi) !== 0;
}

/** Does `word`, under `mask`, equal `value`? */
export function matches(word: Word64, mask: Word64, value: Word64): boolean {
  return (word.lo & mask.lo) >>> 0 === value.lo && (word.hi & mask.hi) >>> 0 === value.hi;
}

export function bigintOf(word: Word64): bigint {
  return (BigInt(word.hi) << 32n) | BigInt(word.lo);
}

export function word64Of(value: bigint): Word64 {
  return { lo: Number(value & 0xffffffffn), hi: Number((value >> 32n) & 0xffffffffn) };
}

/** `0x`, then hexadecimal digits without leading zeros, as the kernel prints `%#llx`. */
export function hex64(word: Word64): string {
  return `0x${bigintOf(word).toString(16)}`;
}

/** Sixteen hexadecimal digits: a digest. */
export function digits64(word: Word64): string {
  return bigintOf(word).toString(16).padStart(16, '0');
}

/** What `digits64` wrote; null if it did not. */
export function parseDigits64(digits: string): Word64 | null {
  return /^[0-9a-f]{16}$/.test(digits) ? word64Of(BigInt(`0x${digits}`)) : null;
}
