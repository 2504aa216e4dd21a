/** The parts of a loop over what the iterator of page tables finds. */
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import { rcuReadUnlock } from '../sync/locks.ts';
import { sharedStep } from './lock-steps.ts';
import type { StepDef } from './program.ts';
import { TDP_ITER, TDP_ITER_NEXT, endTdpIter } from './tdp-iter.ts';

/** `fn`: the kernel function the loop is in; `code` says over what it goes. */
export function iterateStep(fn: string, code: string): StepDef<never> {
  return { fn, code, access: [], local: true, run: (t) => t.call(TDP_ITER_NEXT) };
}

/** The end of a loop's body. */
export function nextEntryStep(fn: string, code = 'next entry'): StepDef<'iterate'> {
  return { fn, code, access: [], local: true, run: () => 'iterate' };
}

/** The head of a loop's body that is for present leafs only, and goes on with them at `label`. */
export function visitLeafStep<Label extends string>(
  fn: string,
  label: Label,
): StepDef<Label | 'iterate' | 'rcu_unlock'> {
  return {
    fn,
    code: 'not a present leaf? next',
    access: [],
    local: true,
    run: (t) => {
      if (t.result === 0) return 'rcu_unlock';
      const old = t.get64(TDP_ITER.old_spte, t.old);
      return isShadowPresentLeaf(t.layout, old, t.get(TDP_ITER.level)) ? label : 'iterate';
    },
  };
}

/** After the loop: the iterator holds no entry any longer, and its tables may be freed. */
export const endWalkStep = sharedStep(
  { code: 'rcu_read_unlock()', access: ['rcu-unlock'] },
  (t) => {
    endTdpIter(t);
    rcuReadUnlock(t);
  },
);
