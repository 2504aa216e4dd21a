/**
 * The rule that a scenario's columns differ in, as a table: for each update of W and MMU-writable, who
 * flushes at once. Computed by the engine's own rule; null where the columns differ in something else.
 */
import { flushTable, type FlushRule, type WritableBits } from '../../engine/layout/flush-rule.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { ColumnInfo } from '../../protocol/scenario-info.ts';

export interface FlushTableModel {
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly FlushTableRowModel[];
}

export interface FlushTableRowModel {
  readonly key: string;
  readonly old: string;
  readonly new: string;
  /** By column: does the update flush? */
  readonly flushes: readonly boolean[];
}

const WORDS: Readonly<Record<WritableBits, string>> = {
  '11': 'writable',
  '01': 'write-protected',
  '00': 'write-tracked',
};

export function flushTableModel(
  columns: readonly Pick<ColumnInfo, 'id' | 'title' | 'flags'>[],
  layout: SpteLayout,
): FlushTableModel | null {
  const table = flushTable(layout);
  const rules = columns.flatMap(({ flags }) => ruleOf(flags['flushRule']));
  if (rules.length === 0 || rules.length < columns.length) return null;
  return {
    columns: columns.map(({ id, title }) => ({ id, title })),
    rows: table.map(({ old, new: next, flush }) => ({
      key: `${old}-${next}`,
      old: WORDS[old],
      new: WORDS[next],
      flushes: rules.map((rule) => flush[rule]),
    })),
  };
}

function ruleOf(name: string | undefined): FlushRule[] {
  return name === 'naive' || name === 'old' || name === 'new' ? [name] : [];
}
