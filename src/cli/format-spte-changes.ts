/** How often an SPTE changes in all that was searched, as lines. */
import { SPTE_TRANSITIONS } from '../engine/spte-states/transitions.ts';
import { alignColumns } from './align-columns.ts';
import type { ExploredColumn } from './explore-column.ts';

const TITLES = new Map(SPTE_TRANSITIONS.map(({ id, title }) => [id, title]));

export function formatSpteChanges({ bound, reduced, spte }: ExploredColumn): string[] {
  if (spte === null) return [];
  const { changes, gfn, level } = spte;
  const total = changes.reduce((sum, { count }) => sum + count, 0);
  const scope = bound !== null ? 'so far' : reduced ? 'in the reduced search' : 'in all';
  const rows = changes.map(({ count, from, to, transition }) => [
    String(count),
    from === to ? `${from} stays` : `${from} -> ${to}`,
    transition === null ? 'NOT LEGAL' : (TITLES.get(transition) ?? transition),
  ]);
  return [
    `  the SPTE of gfn 0x${gfn.toString(16)} at level ${level} changes in ${total} transition${total === 1 ? '' : 's'} ${scope}`,
    ...alignColumns(rows).map((row) => `    ${row}`),
  ];
}
