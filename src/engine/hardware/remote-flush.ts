/**
 * kvm_flush_remote_tlbs(), as one atomic step: every vCPU loses its TLB and paging-structure cache.
 * Sound for correctness: a vCPU outside guest mode cannot use its TLB before it has served the
 * request, and one inside is waited for. The request, the IPI and the acknowledgement are not steps.
 * Bare-metal x86 has no flush by range, so there is none here.
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_flush_remote_tlbs()
 */
import type { Thread } from '../thread.ts';
import { anyIncoherence } from '../state/coherence.ts';
import { flushPsc } from './psc.ts';
import { flushTlb } from './tlb.ts';

export function flushRemoteTlbs(t: Thread): void {
  t.effect.note('flush');
  t.count('flushesRequested');
  if (anyIncoherence({ map: t.map, cells: t.journal }, t.layout, t.current))
    t.count('flushesNeeded');
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const hadTlb = flushTlb(t, vcpu);
    const hadPsc = flushPsc(t, vcpu);
    t.effect.hit ||= hadTlb || hadPsc;
  }
}
