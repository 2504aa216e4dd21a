/** The 512 slots of a table as a small map: 16 rows of 32, so that a row is 32 gfns of a PT. */
import type { Word64 } from '../../base/word64.ts';
import { spteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { counted } from '../spte/text.ts';
import { slotLook, type SlotLook } from '../spte/kind-words.ts';

export const SLOT_COLUMNS = 32;
export const SLOT_ROWS = 16;

export interface SlotMark {
  readonly index: number;
  readonly column: number;
  readonly row: number;
  readonly look: Exclude<SlotLook, 'empty'> | 'emptied';
}

export interface SlotMap {
  readonly marks: readonly SlotMark[];
  /** The slot on the path of the selected gfn. */
  readonly selected: { readonly column: number; readonly row: number } | null;
  readonly label: string;
}

export interface SlotMapRequest {
  readonly layout: SpteLayout;
  readonly level: number;
  readonly entries: readonly { readonly index: number; readonly spte: Word64 }[];
  readonly selected: number | null;
  /** Slots that this step emptied: they stay visible for as long as the step is under the cursor. */
  readonly emptied: readonly number[];
}

export function slotMap({ emptied, entries, layout, level, selected }: SlotMapRequest): SlotMap {
  const marks: SlotMark[] = [];
  for (const { index, spte } of entries) {
    const look = slotLook(spteKind(layout, spte, level));
    if (look !== 'empty') marks.push({ index, ...slotPlace(index), look });
  }
  for (const index of emptied) marks.push({ index, ...slotPlace(index), look: 'emptied' });
  return {
    marks,
    selected: selected === null ? null : slotPlace(selected),
    label: labelOf(marks),
  };
}

export function slotPlace(index: number): { column: number; row: number } {
  return { column: index % SLOT_COLUMNS, row: Math.floor(index / SLOT_COLUMNS) };
}

const LOOK_WORDS: Readonly<Record<SlotMark['look'], string>> = {
  table: 'table',
  clean: 'clean',
  dirty: 'dirty',
  protected: 'protected',
  'read-only': 'read-only',
  frozen: 'frozen',
  mmio: 'MMIO',
  emptied: 'emptied now',
};

export function lookWord(look: SlotMark['look']): string {
  return LOOK_WORDS[look];
}

function labelOf(marks: readonly SlotMark[]): string {
  const looks = [...new Set(marks.map(({ look }) => look))];
  const parts = looks.map(
    (look) => `${marks.filter((mark) => mark.look === look).length} ${lookWord(look)}`,
  );
  const used = marks.filter(({ look }) => look !== 'emptied').length;
  return `512 slots, ${counted(used, 'in use', 'in use')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}
