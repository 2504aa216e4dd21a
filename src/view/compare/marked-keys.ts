/** Which parts of the machine's picture are to be marked, by the keys that the picture has for them. */
import { gfnsPerEntry, readFrame, type StateView } from '../../engine/state/readers.ts';
import type { FactPair } from './differences.ts';

/** Entries of a table. */
const TABLE_ENTRIES = 512;

/** The names of the locks in the picture's strip. */
const LOCK_ROWS: Readonly<Record<string, string>> = {
  'lock/RCU': 'lock/rcu',
  'lock/SRCU': 'lock/srcu',
  'lock/mmu_invalidate': 'lock/invalidate',
};

/** `view`: of the machine whose picture it is; its tables are marked by their frames. */
export function markedKeys(pairs: readonly FactPair[], view: StateView): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { key, left, right } of pairs) {
    const [kind = '', one = '', other = ''] = key.split('/');
    keys.add(LOCK_ROWS[key] ?? key);
    if (kind === 'tlb') keys.add(`tlb-${one}-${key.split('/')[3] ?? ''}-${other}`);
    if (kind === 'mode' || kind === 'psc' || kind === 'pml') keys.add(`vcpu-${one}`);
    if (kind === 'page') keys.add(`spte/1/${one}`);
    if (kind === 'frame' && (left ?? right) !== null) keys.add(`table/${one}`);
    if (kind !== 'spte') continue;
    keys.add(`spte/${one}/${Number(other)}`);
    for (const frame of tablesOf(view, { level: Number(one), gfn: Number(other) })) {
      keys.add(`table/${frame}`);
    }
  }
  return keys;
}

/** The table that holds the entry: all that are or were at its place. */
function tablesOf(view: StateView, { gfn, level }: { gfn: number; level: number }): number[] {
  const span = TABLE_ENTRIES * gfnsPerEntry(level);
  const first = Math.floor(gfn / span) * span;
  return Array.from({ length: view.map.shape.frames }, (_, frame) => frame).filter((frame) => {
    const table = readFrame(view, frame);
    return table.life === 'linked' && table.level === level && table.gfn === first;
  });
}
