/** Who holds which lock, and who is inside which read-side section. */
import { readLocks } from '../../engine/state/readers.ts';
import { cellOf } from '../../engine/state/state-map.ts';
import { actorTitle } from '../spte/picture-input.ts';
import { listed } from '../spte/text.ts';
import type { Fact, Facet, FactInput } from './fact.ts';

export const LOCK_FACETS: readonly Facet[] = [
  {
    regions: ['mmu_lock', 'rcu', 'srcu', 'mmu_invalidate', 'slots_lock'],
    factsOf: lockFacts,
  },
];

function lockFacts({ actors, view }: FactInput): Fact[] {
  const locks = readLocks(view);
  const names = (of: readonly number[]): string => listed(of.map((one) => actorTitle(actors, one)));
  const owner = view.cells.read(cellOf(view.map.slots_lock, { field: 'owner' }));
  const { mmuLockWriter: writer, mmuLockReaders: readers } = locks;
  const inside = (of: readonly number[]): string => (of.length === 0 ? 'empty' : names(of));
  const held =
    writer !== null
      ? `held for write by ${names([writer])}`
      : readers.length > 0
        ? `held for read by ${names(readers)}`
        : 'free';
  return [
    lockFact('mmu_lock', held),
    lockFact('RCU', inside(locks.rcuReaders)),
    lockFact('SRCU', inside(locks.srcuReaders)),
    lockFact(
      'mmu_invalidate',
      `seq ${locks.invalidateSeq}, ${locks.invalidateInProgress} in progress`,
    ),
    lockFact('slots_lock', owner === 0 ? 'free' : `held by ${names([owner - 1])}`),
  ];
}

function lockFact(name: string, text: string): Fact {
  return { key: `lock/${name}`, group: 'locks', subject: name, name, bits: [], text, absent: '' };
}
