/** Where the operations of a TDX guest's vCPU begin. */
import type { Thread } from '../thread.ts';
import { ACCESS } from './fault-registers.ts';
import { TD_ACCESS, setPrivateFault } from './td-access.ts';
import type { TdKind } from './td-operations.ts';
import { VCPU } from './vcpu-registers.ts';

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
