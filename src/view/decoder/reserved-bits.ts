/** Which bits of a present SPTE the CPU wants to be zero, and their names. */
import { hasAny, type Word64 } from '../../base/word64.ts';
import { bit } from '../../engine/layout/bit-field.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { isLargePte } from '../../engine/layout/predicates.ts';

/** Those of them that are set. */
export function reservedBitsOf(layout: SpteLayout, spte: Word64, level: number): Word64 {
  const [small, large] = layout.shadowZeroCheck.rsvdBitsMask;
  const mask = (isLargePte(layout, spte) ? large : small)[level - 1] ?? { lo: 0, hi: 0 };
  return { lo: (spte.lo & mask.lo) >>> 0, hi: (spte.hi & mask.hi) >>> 0 };
}

export function without({ lo, hi }: Word64, mask: Word64): Word64 {
  return { lo: (lo & ~mask.lo) >>> 0, hi: (hi & ~mask.hi) >>> 0 };
}

/** The set bits as manuals write them, highest first: `Bits 51:47 and 3`. */
export function setBits(word: Word64): string {
  const runs = runsOf(word);
  const single = runs.length === 1 && runs[0]?.first === runs[0]?.last;
  const texts = runs.map(({ first, last }) => (first === last ? `${first}` : `${last}:${first}`));
  const end = texts.pop() ?? '';
  const list = texts.length === 0 ? end : `${texts.join(', ')} and ${end}`;
  return `${single ? 'Bit' : 'Bits'} ${list}`;
}

interface BitRun {
  first: number;
  readonly last: number;
}

function runsOf(word: Word64): readonly BitRun[] {
  const runs: BitRun[] = [];
  for (let at = 63; at >= 0; at--) {
    if (!hasAny(word, bit(at))) continue;
    const open = runs.at(-1);
    if (open?.first === at + 1) open.first = at;
    else runs.push({ first: at, last: at });
  }
  return runs;
}
