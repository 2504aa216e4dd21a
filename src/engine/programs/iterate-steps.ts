/** The two ends of a loop over what the iterator of page tables finds. */
import type { StepDef } from './program.ts';
import { TDP_ITER_NEXT } from './tdp-iter.ts';

/** `fn`: the kernel function the loop is in; `code` says over what it goes. */
export function iterateStep(fn: string, code: string): StepDef<never> {
  return { fn, code, access: [], local: true, run: (t) => t.call(TDP_ITER_NEXT) };
}

/** The end of a loop's body. */
export function nextEntryStep(fn: string, code = 'next entry'): StepDef<'iterate'> {
  return { fn, code, access: [], local: true, run: () => 'iterate' };
}
