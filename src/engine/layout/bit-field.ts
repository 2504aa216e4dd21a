/**
 * One field of a 64-bit word. A table of these is the only statement of a format: the code's masks,
 * the legend, the tooltips and the decoded view are all derived from it.
 */
import { assert } from '../../base/assert.ts';
import { MutableWord64, type Word64 } from '../../base/word64.ts';

export type FieldName =
  | 'readable'
  | 'user'
  | 'writable'
  | 'executable'
  | 'userExecutable'
  | 'noExecute'
  | 'memtype'
  | 'ignorePat'
  | 'cacheControl'
  | 'global'
  | 'pageSize'
  | 'accessed'
  | 'dirty'
  | 'mmuPresent'
  | 'pfn'
  | 'reservedAddress'
  | 'adType'
  | 'special'
  | 'savedReadable'
  | 'savedExecutable'
  | 'savedUserExecutable'
  | 'hostWritable'
  | 'mmuWritable'
  | 'suppressVe'
  | 'mmioValue'
  | 'mmioTag'
  | 'mmioAccess'
  | 'mmioGenLow'
  | 'mmioGenHigh'
  | 'mmioGfn'
  | 'mmioGfnForced'
  | 'mmioGfnMoved';

export type FieldKind = 'permission' | 'ad' | 'software' | 'pfn' | 'type' | 'reserved';

/** Who may change a field of a leaf without holding mmu_lock. */
export type LocklessWriter = 'cpu' | 'fast-page-fault';

export interface BitField {
  readonly name: FieldName;
  /** One to three letters, for pictures. */
  readonly label: string;
  readonly shift: number;
  readonly width: number;
  /** One sentence for people. */
  readonly meaning: string;
  /** The kernel's name of the mask, when it has one. */
  readonly kernelName?: string;
  readonly appliesTo: 'leaf' | 'nonleaf' | 'both';
  readonly volatileBy?: LocklessWriter;
  readonly kind: FieldKind;
}

export interface BitRange {
  readonly shift: number;
  readonly width: number;
}

const TWO_32 = 0x1_0000_0000;

/** A word with ones in exactly the bits of the range. */
export function rangeMask({ shift, width }: BitRange): Word64 {
  assert(shift >= 0 && width >= 0 && shift + width <= 64, 'a bit range lies within 64 bits');
  return { lo: halfMask(shift, shift + width), hi: halfMask(shift - 32, shift + width - 32) };
}

/** Ones from bit `start` up to, but not including, bit `end`, cut to one 32-bit half. */
function halfMask(start: number, end: number): number {
  const from = Math.max(start, 0);
  const to = Math.min(end, 32);
  return to > from ? 2 ** to - 2 ** from : 0;
}

/** The same, by the first and the last bit, as manuals write it. */
export function bits(first: number, last: number): Word64 {
  return last < first ? { lo: 0, hi: 0 } : rangeMask({ shift: first, width: last - first + 1 });
}

export function bit(shift: number): Word64 {
  return rangeMask({ shift, width: 1 });
}

export function unionOf(...masks: readonly Word64[]): Word64 {
  const union = new MutableWord64();
  for (const mask of masks) union.or(mask);
  return { lo: union.lo, hi: union.hi };
}

export function fieldNamed(fields: readonly BitField[], name: FieldName): BitField | undefined {
  return fields.find((field) => field.name === name);
}

/** A format without the field has an empty mask: a test against it never holds, setting it sets nothing. */
export function maskOf(fields: readonly BitField[], name: FieldName): Word64 {
  const field = fieldNamed(fields, name);
  return field === undefined ? { lo: 0, hi: 0 } : rangeMask(field);
}

/** The number held in a range of a word; ranges of up to 52 bits are exact. */
export function fieldValue(word: Word64, { shift, width }: BitRange): number {
  if (shift >= 32) return low(word.hi >>> (shift - 32), width);
  if (shift + width <= 32) return low(word.lo >>> shift, width);
  const fromLow = word.lo >>> shift;
  return fromLow + low(word.hi, shift + width - 32) * 2 ** (32 - shift);
}

function low(value: number, width: number): number {
  return width >= 32 ? value >>> 0 : (value & (2 ** width - 1)) >>> 0;
}

/** Ors `value`, placed in the range, into `out`. */
export function orFieldValue(out: MutableWord64, { shift, width }: BitRange, value: number): void {
  assert(value >= 0 && value < 2 ** width, 'a field value fits its field');
  if (shift >= 32) {
    out.hi = (out.hi | (value * 2 ** (shift - 32))) >>> 0;
    return;
  }
  const placedLow = (value % 2 ** (32 - shift)) * 2 ** shift;
  out.lo = (out.lo | (placedLow % TWO_32)) >>> 0;
  out.hi = (out.hi | Math.floor(value / 2 ** (32 - shift))) >>> 0;
}
