/** What a vCPU of a TDX guest can be told to do, with private memory. */
import type { Thread } from '../thread.ts';
import { ACCESS } from './fault-registers.ts';
import { TD_ACCESS, setPrivateFault } from './td-access.ts';
import { VCPU } from './vcpu-registers.ts';

/** td_fault: a store that has failed to find the page already; the vCPU is about to exit. */
export const TD_OPERATIONS = ['td_store', 'td_load', 'td_fault'] as const;

export type TdKind = (typeof TD_OPERATIONS)[number];

/** Does it need a guest whose page tables mirror an external one? */
export function isTdOperation({ kind }: { readonly kind: string }): boolean {
  return kind === 'td_remove' || TD_OPERATIONS.some((candidate) => candidate === kind);
}

function entryOf(label: string): number {
  return TD_ACCESS.steps.find((step) => step.label === label)?.pc ?? TD_ACCESS.entry;
}

const AT_EXIT = entryOf('exit');

export function startTd(t: Thread, kind: TdKind, gfn: number): number {
  t.set(VCPU.gfn, gfn);
  t.set(VCPU.access, kind === 'td_load' ? ACCESS.READ : ACCESS.WRITE);
  if (kind !== 'td_fault') return TD_ACCESS.entry;
  setPrivateFault(t);
  return AT_EXIT;
}
