/**
 * P14: a zapper has flushed before it lets go of what protects others from what it zapped: of mmu_lock,
 * also for a moment, to yield; and of RCU, when it has removed a table whose pages may then be freed.
 */
import { EVENT } from '../effect.ts';
import { FLUSH_DEBT, flushDebt } from '../sync/flush-debt.ts';
import type { Detector } from './detector.ts';

export const P14_FLUSH_BEFORE_UNLOCK: Detector = {
  id: 'P14',
  title: 'Lock let go of with a flush pending',
  sentence:
    'Who has zapped flushes before letting go of mmu_lock, or of RCU if a table was removed.',
  events: EVENT.WALK_LEFT,
  check: (t) => {
    const debt = flushDebt(t);
    return t.effect.access === 'rcu-unlock' ? debt === FLUSH_DEBT.TABLE : debt !== FLUSH_DEBT.NONE;
  },
  explain: ({ effect }) =>
    effect.access === 'rcu-unlock'
      ? 'leaves RCU with a flush pending: a table it removed may be freed while CPUs still use it'
      : 'lets go of mmu_lock with a flush pending: what it zapped can still be reached by CPUs',
};
