/** The 512 slots of a table as a small map: 16 rows of 32, so that a row is 32 gfns of a PT. */
import type { SpteKind } from '../../engine/layout/spte-kind.ts';
import { counted } from '../spte/text.ts';
import { slotLook, type SlotLook } from '../spte/kind-words.ts';

export const SLOT_COLUMNS = 32;
export const SLOT_ROWS = 16;

export type MarkLook = Exclude<SlotLook, 'empty'> | 'emptied';

/** All slots that look the same: drawn, and compared with what was drawn before, as one thing. */
export interface SlotMarks {
  readonly look: MarkLook;
  readonly indices: readonly number[];
}

export interface SlotMap {
  readonly marks: readonly SlotMarks[];
  /** The slot on the path of the selected gfn. */
  readonly selected: { readonly column: number; readonly row: number } | null;
  readonly label: string;
}

export interface SlotMapRequest {
  readonly entries: readonly { readonly index: number; readonly kind: SpteKind }[];
  readonly selected: number | null;
  /** Slots that this step emptied: they stay visible for as long as the step is under the cursor. */
  readonly emptied: readonly number[];
}

export function slotMap({ emptied, entries, selected }: SlotMapRequest): SlotMap {
  const byLook = new Map<MarkLook, number[]>();
  const mark = (look: MarkLook, index: number): void => {
    const indices = byLook.get(look);
    if (indices === undefined) byLook.set(look, [index]);
    else indices.push(index);
  };
  for (const { index, kind } of entries) {
    const look = slotLook(kind);
    if (look !== 'empty') mark(look, index);
  }
  for (const index of emptied) mark('emptied', index);
  const marks = [...byLook].map(([look, indices]) => ({ look, indices }));
  return {
    marks,
    selected: selected === null ? null : slotPlace(selected),
    label: labelOf(marks),
  };
}

export function slotPlace(index: number): { column: number; row: number } {
  return { column: index % SLOT_COLUMNS, row: Math.floor(index / SLOT_COLUMNS) };
}

const LOOK_WORDS: Readonly<Record<MarkLook, string>> = {
  table: 'table',
  clean: 'clean',
  dirty: 'dirty',
  protected: 'protected',
  'read-only': 'read-only',
  frozen: 'frozen',
  mmio: 'MMIO',
  emptied: 'emptied now',
};

export function lookWord(look: MarkLook): string {
  return LOOK_WORDS[look];
}

function labelOf(marks: readonly SlotMarks[]): string {
  const parts = marks.map(({ look, indices }) => `${indices.length} ${lookWord(look)}`);
  const used = marks
    .filter(({ look }) => look !== 'emptied')
    .reduce((sum, { indices }) => sum + indices.length, 0);
  return `512 slots, ${counted(used, 'in use', 'in use')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}
