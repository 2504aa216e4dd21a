/**
 * kvm_flush_remote_tlbs(), as one atomic step: every vCPU loses its TLB and paging-structure cache.
 * Sound for correctness: a vCPU outside guest mode cannot use its TLB before it has served the
 * request, and one inside is waited for. A scenario may want to see just that: flush-request.ts.
 *
 * Some callers name a range. Bare-metal x86 has no flush by range, and takes it for a flush of everything;
 * Hyper-V has, and so have machines that are told so. What P14 has a zapper owe, any flush of its pays.
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_flush_remote_tlbs()
 */
import type { Thread } from '../thread.ts';
import { anyIncoherence } from '../state/coherence.ts';
import { VCPU } from '../programs/vcpu-registers.ts';
import { PERMISSION } from './permissions.ts';
import { flushVcpu, isExpanded, requestFlush } from './flush-request.ts';
import { flushPscRange } from './psc.ts';
import { rootFrameOf } from './roots.ts';
import { flushTlbRange } from './tlb.ts';

const ROOT_LEVEL = 4;

/** Gfns, end exclusive. */
export interface FlushRange {
  readonly gfnStart: number;
  readonly gfnEnd: number;
}

export function flushRemoteTlbs(t: Thread, range?: FlushRange): void {
  t.effect.note('flush');
  t.count('flushesRequested');
  if (anyIncoherence({ map: t.map, cells: t.journal }, t.layout, t.current))
    t.count('flushesNeeded');
  if (isExpanded(t)) requestFlush(t);
  else flushAllVcpus(t, range);
  for (let actor = 0; actor < t.map.shape.actors; actor++) {
    t.journal.write(t.map.flush_debt.base + actor, 0);
  }
}

function flushAllVcpus(t: Thread, range: FlushRange | undefined): void {
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    if (range === undefined || t.flush.byRange !== true) flushVcpu(t, vcpu);
    else {
      flushTlbRange(t, vcpu, range);
      flushPscRange(t, vcpu, range);
    }
    restartWalk(t, vcpu);
  }
}

/** The CPU takes the flush between two instructions: a walk under way begins anew, from the root. */
function restartWalk(t: Thread, vcpu: number): void {
  const registers = t.map.reg.base + vcpu * t.map.reg.stride;
  if (t.journal.read(registers + VCPU.level) === 0) return;
  t.journal.write(registers + VCPU.level, ROOT_LEVEL);
  t.journal.write(registers + VCPU.frame, rootFrameOf(t, vcpu));
  t.journal.write(registers + VCPU.permissions, PERMISSION.ALL);
}
