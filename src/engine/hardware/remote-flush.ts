/**
 * kvm_flush_remote_tlbs(), as one atomic step: every vCPU loses its TLB and paging-structure cache.
 * Sound for correctness: a vCPU outside guest mode cannot use its TLB before it has served the
 * request, and one inside is waited for. The request, the IPI and the acknowledgement are not steps.
 * Bare-metal x86 has no flush by range, so there is none here.
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_flush_remote_tlbs()
 */
import type { Thread } from '../thread.ts';
import { anyIncoherence } from '../state/coherence.ts';
import { VCPU } from '../programs/vcpu-registers.ts';
import { PERMISSION } from './permissions.ts';
import { flushPsc } from './psc.ts';
import { rootFrameOf } from './roots.ts';
import { flushTlb } from './tlb.ts';

const ROOT_LEVEL = 4;

export function flushRemoteTlbs(t: Thread): void {
  t.effect.note('flush');
  t.count('flushesRequested');
  if (anyIncoherence({ map: t.map, cells: t.journal }, t.layout, t.current))
    t.count('flushesNeeded');
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const hadTlb = flushTlb(t, vcpu);
    const hadPsc = flushPsc(t, vcpu);
    restartWalk(t, vcpu);
    t.effect.hit ||= hadTlb || hadPsc;
  }
  for (let actor = 0; actor < t.map.shape.actors; actor++) {
    t.journal.write(t.map.flush_debt.base + actor, 0);
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
