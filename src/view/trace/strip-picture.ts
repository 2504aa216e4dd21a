/** A table of the trace as a map of its 512 slots, and in words. */
import { spteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { TableStrip } from '../../protocol/trace.ts';
import { slotMap, type SlotMap } from '../machine/slot-map.ts';
import { kindWord } from '../spte/kind-words.ts';

export interface StripPicture {
  readonly table: number;
  readonly level: number;
  readonly title: string;
  readonly slots: SlotMap;
  /** The slot on the way; 0 where the gfn is not below the table. */
  readonly index: number;
  /** Of each slot: its gfn, and what it holds. */
  readonly gfnOf: (index: number) => number;
  readonly textOf: (index: number) => string;
}

const ENTRIES = 512;
const LEVEL_NAMES: Readonly<Record<number, string>> = {
  5: 'PML5',
  4: 'PML4',
  3: 'PDPT',
  2: 'PD',
  1: 'PT',
};
const UNKNOWN_HALF = 0xffff_ffff;

export function stripPicture(strip: TableStrip, layout: SpteLayout): StripPicture {
  const { base, cells, index, level, pagesPerEntry, table } = strip;
  const at = (slot: number) => ({ lo: cells[2 * slot] ?? 0, hi: cells[2 * slot + 1] ?? 0 });
  const known = Array.from({ length: ENTRIES }, (_, slot) => ({ index: slot, spte: at(slot) }));
  const entries = known
    .filter(({ spte }) => spte.lo !== UNKNOWN_HALF || spte.hi !== UNKNOWN_HALF)
    .map(({ index: slot, spte }) => ({ index: slot, kind: spteKind(layout, spte, level) }));
  const slots = slotMap({ entries, selected: index, emptied: [] });
  const gfnOf = (slot: number): number => base + slot * pagesPerEntry;
  const unknown = ENTRIES - entries.length;
  return {
    table,
    level,
    title: `${LEVEL_NAMES[level] ?? 'table'} of gfn ${base.toString(16)}${unknown > 0 ? `, ${unknown} entries not known` : ''}`,
    slots,
    index: index ?? 0,
    gfnOf,
    textOf: (slot) => {
      const spte = at(slot);
      const isUnknown = spte.lo === UNKNOWN_HALF && spte.hi === UNKNOWN_HALF;
      const word = isUnknown ? 'not known' : kindWord(spteKind(layout, spte, level));
      return `entry ${slot}, gfn ${gfnOf(slot).toString(16)}: ${word}`;
    },
  };
}
