/** Memslots, write tracking, the external page table of a TDX guest, and the end of a VM. */
import { readExternalPage, readTrackKind, readVmDead } from '../../engine/state/readers.ts';
import { SLOT_FLAGS, TRACK } from '../../engine/state/state-map.ts';
import { hexOf } from '../spte/text.ts';
import {
  changesOf,
  gfnWords,
  gfnsOfPages,
  endsOperation,
  guestGfn,
  guestVerb,
  type ToldStep,
} from './told-step.ts';

export function explainMemslots(told: ToldStep): string {
  const [slot] = changesOf(told, { region: 'slot', field: 'flags' });
  if (slot === undefined)
    return 'finds that no memslot covers its range: there is nothing to do for it here.';
  const id = told.after.map.shape.slots[slot.record]?.id ?? slot.record;
  const became = (flag: number): boolean => (slot.now & flag) !== 0 && (slot.old & flag) === 0;
  const publish = `publishes memslots in which slot ${id}`;
  if (became(SLOT_FLAGS.LOG))
    return `${publish} logs dirty pages: who looks it up from now on sees that.`;
  if (became(SLOT_FLAGS.INVALID)) return `${publish} is invalid: a fault on it maps nothing.`;
  if (became(SLOT_FLAGS.MOVED)) return `${publish} is at its new place.`;
  return slot.now === 0 ? `${publish} is gone.` : `${publish} logs dirty pages no more.`;
}

const TRACK_WORDS: Readonly<Record<number, string>> = {
  [TRACK.none]:
    'is not write-tracked any more: its shadow may go out of sync, and the guest may write to it.',
  [TRACK.page]:
    'backs an upper-level guest page table from now on: every write to it must reach KVM.',
  [TRACK.shadowed]:
    'backs a last-level guest page table from now on: the next write to it must reach KVM.',
};

export function explainTrack(told: ToldStep): string {
  const [kind] = changesOf(told, { region: 'track', field: 'kind' });
  if (kind !== undefined) {
    return `notes that ${gfnWords(gfnsOfPages(told, [kind.record]))} ${TRACK_WORDS[kind.now] ?? ''}`;
  }
  const gfn = guestGfn(told);
  if (gfn < 0) return 'notes write tracking that was noted already.';
  return readTrackKind(told.before, gfn) === 'page'
    ? `asks whether gfn ${hexOf(gfn)} is page-tracked: it is, so a write must be emulated.`
    : `asks whether gfn ${hexOf(gfn)} is page-tracked: it is not, so the fault may map it.`;
}

export function explainExternal(told: ToldStep): string {
  const [entry] = changesOf(told, { region: 'external', field: 'present' });
  if (entry !== undefined) {
    const gfn = gfnWords(gfnsOfPages(told, [entry.record]));
    return entry.now === 0
      ? `has the TDX module remove ${gfn} from the external table: the guest cannot reach it any more.`
      : `has the TDX module map ${gfn} in the external table: the guest can reach it from now on.`;
  }
  if (told.record.program === 'td_access') {
    return endsOperation(told)
      ? `${guestVerb(told)}: the external table maps it, so KVM learns nothing of the access.`
      : `${guestVerb(told)}: the external table does not map it, so the vCPU must ask KVM.`;
  }
  const gfn = guestGfn(told);
  return readExternalPage(told.after, gfn)?.present === true
    ? `calls the TDX module, which refuses: the external table maps gfn ${hexOf(gfn)} already.`
    : 'calls the TDX module; what the external table maps stays as it was.';
}

export function explainVmDead(told: ToldStep): string {
  if (told.record.text.startsWith('KVM_BUG_ON')) {
    return 'runs into KVM_BUG_ON(): the kernel warns, and no vCPU of this VM enters the guest any more.';
  }
  return readVmDead(told.before)
    ? 'finds that KVM_BUG_ON() has stopped the VM: the access never happens.'
    : 'asks whether the VM has been stopped by KVM_BUG_ON(): it has not, so it goes on.';
}
