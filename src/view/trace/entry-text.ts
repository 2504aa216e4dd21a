/** An entry of a rebuilt page table as text. */
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { TablesReply } from '../../protocol/trace.ts';
import { ALL_LETTERS, hasLetter, letterOf } from '../spte/letters.ts';

type Strip = TablesReply['strips'][number];

export interface EntryOnTheWay {
  readonly level: number;
  readonly index: number;
  /** The first gfn it maps. */
  readonly gfn: number;
  readonly hex: string;
  /** null: nothing in the trace says what it holds. */
  readonly state: SpteKind | null;
  /** Set bits, as everywhere on the page. */
  readonly bits: string;
}

/** Both halves of an entry that the trace has not shown yet. */
const UNKNOWN_HALF = 0xffff_ffff;

/** The entries a walk to the gfn reads, from the root down. */
export function entriesOnTheWay(
  strips: readonly Strip[],
  layout: SpteLayout,
): readonly EntryOnTheWay[] {
  return strips.flatMap((strip) =>
    strip.index === null ? [] : [entryAt(strip, strip.index, layout)],
  );
}

function entryAt(
  { base, cells, level, pagesPerEntry }: Strip,
  index: number,
  layout: SpteLayout,
): EntryOnTheWay {
  const spte = { lo: cells[2 * index] ?? 0, hi: cells[2 * index + 1] ?? 0 };
  const where = { level, index, gfn: base + index * pagesPerEntry };
  if (spte.lo === UNKNOWN_HALF && spte.hi === UNKNOWN_HALF) {
    return { ...where, hex: 'unknown', state: null, bits: '' };
  }
  const set = ALL_LETTERS.filter((name) => hasLetter(layout, spte, name));
  return {
    ...where,
    hex: spteHex(spte),
    state: spteKind(layout, spte, level),
    bits: set.map((name) => letterOf(layout, name)).join(' '),
  };
}

/** As the kernel prints %llx. */
export function spteHex({ hi, lo }: { readonly lo: number; readonly hi: number }): string {
  return hi === 0 ? lo.toString(16) : hi.toString(16) + lo.toString(16).padStart(8, '0');
}
