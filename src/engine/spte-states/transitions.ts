/**
 * Every change that an SPTE may go through: the one statement of what is legal. The state machine that
 * the page draws, the judgement of engine steps and of real traces, and the path tests come from it.
 *
 * Not in here: that a page keeps its pfn, that writable bits imply one another, and that an entry is
 * either empty or in one of these states. That holds of every change; `judge-change.ts` asks for it.
 */
import { AGING_TRANSITIONS } from './aging-transitions.ts';
import {
  FAST_TRANSITIONS,
  FAULT_TRANSITIONS,
  HARDWARE_TRANSITIONS,
  PREFETCH_TRANSITIONS,
} from './fault-transitions.ts';
import { LOGGING_TRANSITIONS, TRACKING_TRANSITIONS } from './logging-transitions.ts';
import { MIRROR_TRANSITIONS } from './mirror-transitions.ts';
import { HUGE_TRANSITIONS, ZAPPING_TRANSITIONS } from './table-transitions.ts';
import type { KernelVersion } from '../layout/spte-layout.ts';
import type { KernelRange, SpteTransition } from './transition.ts';

/** Where little is known of a change, the first row that allows it is taken. */
export const SPTE_TRANSITIONS: readonly SpteTransition[] = [
  ...FAULT_TRANSITIONS,
  ...FAST_TRANSITIONS,
  ...HARDWARE_TRANSITIONS,
  ...LOGGING_TRANSITIONS,
  ...TRACKING_TRANSITIONS,
  ...AGING_TRANSITIONS,
  ...ZAPPING_TRANSITIONS,
  ...HUGE_TRANSITIONS,
  ...MIRROR_TRANSITIONS,
  ...PREFETCH_TRANSITIONS,
];

/** In the order of their releases. */
const KERNEL_ORDER: Readonly<Record<KernelVersion, number>> = {
  'v4.15': 0,
  'v5.18pre': 1,
  'v5.19': 2,
  'v6.12': 3,
  'v6.17': 4,
  'v7.2': 5,
};

/** The transitions there are with the SPTEs of one kernel. */
export function transitionsOf(kernel: KernelVersion): readonly SpteTransition[] {
  const order = KERNEL_ORDER[kernel];
  return SPTE_TRANSITIONS.filter(({ kernels }) => {
    const { since = 'v4.15', until = 'v7.2' }: KernelRange = kernels ?? {};
    return order >= KERNEL_ORDER[since] && order <= KERNEL_ORDER[until];
  });
}
