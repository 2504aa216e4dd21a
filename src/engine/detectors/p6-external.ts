/**
 * P6: KVM's mirror and the external page table say the same. A page is installed externally only where
 * none is, and removed as often as it was installed; where nobody is at work on an entry, the mirror
 * has it if and only if the external table has. KVM checks some of this itself, and stops the VM.
 *
 * An entry is being worked on while it is frozen, or while somebody holds mmu_lock for write.
 */
import { EVENT } from '../effect.ts';
import { isExternallyMapped } from '../hardware/external.ts';
import { rmapSptep } from '../hardware/rmap.ts';
import { isFrozenSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { gfnOfGuestPage } from '../state/shape.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

function agrees(t: Thread, page: number): boolean {
  const gfn = gfnOfGuestPage(t.map.shape, page);
  const sptep = rmapSptep(t, gfn);
  t.current.lo = sptep < 0 ? 0 : t.journal.read(t.map.pt.base + sptep * 2);
  t.current.hi = sptep < 0 ? 0 : t.journal.read(t.map.pt.base + sptep * 2 + 1);
  if (isFrozenSpte(t.layout, t.current)) return true;
  return isShadowPresentPte(t.layout, t.current) === isExternallyMapped(t, gfn);
}

/** Installed and not removed: once, or not at all. */
function isInstalledOnce(t: Thread, page: number): boolean {
  const cell = t.map.external.base + page * t.map.external.stride;
  const left = t.journal.read(cell + 1) - t.journal.read(cell + 2);
  return left === 0 || left === 1;
}

function check(t: Thread): boolean {
  if (t.map.shape.externalTable !== true) return false;
  if (t.effect.refused) return true;
  if (t.journal.read(t.map.mmu_lock.base) !== 0) return false;
  for (let page = 0; page < t.map.external.count; page++) {
    if (!agrees(t, page) || !isInstalledOnce(t, page)) return true;
  }
  return false;
}

export const P6_EXTERNAL: Detector = {
  id: 'P6',
  title: 'Mirror and external page table differ',
  sentence: 'A page is installed in the external table once, and is there while the mirror has it.',
  events: EVENT.SPTE_WRITE | EVENT.EXTERNAL | EVENT.UNLOCK,
  check,
  explain: ({ effect }) => {
    if (effect.access === 'vm-dead') return 'runs into KVM_BUG_ON(): the VM is stopped';
    return effect.refused
      ? 'installs a page that is installed already: the TDX module refuses'
      : 'leaves a mirror that does not agree with the external page table';
  },
};
