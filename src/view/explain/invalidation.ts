/** The host's side of a mapping: its PTE, struct page, and the sequence by which a fault learns of a change. */
import { readGuestPage, readLocks, readRegister } from '../../engine/state/readers.ts';
import { gfnOfGuestPage, gfnOfHostPage } from '../../engine/state/shape.ts';
import { HOST_PTE, PAGE_FLAGS, cellOf } from '../../engine/state/state-map.ts';
import { hexOf } from '../spte/text.ts';
import { actorOf, changesOf, gfnWords, guestGfn, type ToldStep } from './told-step.ts';

function rangeWords({ before, after }: ToldStep): string {
  const at = (field: string): number => {
    const cell = cellOf(after.map.mmu_invalidate, { field });
    return after.cells.read(cell) || before.cells.read(cell);
  };
  const [start, last] = [at('range_start'), at('range_end') - 1];
  return start === last ? `gfn ${hexOf(start)}` : `gfns ${hexOf(start)} to ${hexOf(last)}`;
}

export function explainSeq(told: ToldStep): string {
  const [progress] = changesOf(told, { region: 'mmu_invalidate', field: 'in_progress' });
  if (progress !== undefined) {
    return progress.now > progress.old
      ? `announces that ${rangeWords(told)} is being invalidated: until that is over, a fault that asks must try again.`
      : `says that the invalidation of ${rangeWords(told)} is over.`;
  }
  const { invalidateSeq, invalidateInProgress } = readLocks(told.after);
  if (changesOf(told, { region: 'mmu_invalidate', field: 'seq' }).length > 0) {
    return `raises mmu_invalidate_seq to ${invalidateSeq}: a fault that read less must look up its page again.`;
  }
  if (told.record.label === 'seq') {
    return `notes that mmu_invalidate_seq is ${invalidateSeq}, to learn later whether the host took pages back meanwhile.`;
  }
  return checked(told, { seq: invalidateSeq, busy: invalidateInProgress > 0 });
}

/** The check under mmu_lock, before anything is mapped. */
function checked(told: ToldStep, { busy, seq }: { busy: boolean; seq: number }): string {
  const noted = readRegister(told.before, { actor: actorOf(told), register: 'fault.seq' });
  const asks = 'asks whether the page it looked up may be mapped';
  if (noted !== seq) {
    return `${asks}: mmu_invalidate_seq was ${noted} and is ${seq}, so what it knows may be out of date.`;
  }
  return busy
    ? `${asks}: mmu_invalidate_seq is ${seq} as before, and an invalidation of ${rangeWords(told)} is under way.`
    : `${asks}: mmu_invalidate_seq is ${seq} as before, and no invalidation is under way, so it may.`;
}

export function explainHostPte(told: ToldStep): string {
  const [taken] = changesOf(told, { region: 'host_pte', field: 'flags' }).filter(
    ({ now }) => (now & HOST_PTE.PRESENT) === 0,
  );
  if (taken !== undefined) return takenBack(told, taken.record);
  const gfn = guestGfn(told);
  const pfn = readGuestPage(told.after, gfn)?.pfn ?? null;
  return pfn === null
    ? `asks the host for the page of gfn ${hexOf(gfn)}, and gets none.`
    : `asks the host for the page of gfn ${hexOf(gfn)}: it is pfn ${hexOf(pfn)}. Until it is mapped the host may take it back.`;
}

function takenBack(told: ToldStep, page: number): string {
  const { shape } = told.after.map;
  const gfn = gfnOfGuestPage(shape, page);
  const [freed] = changesOf(told, { region: 'page', field: 'flags' });
  const dirty = ((freed?.old ?? 0) & PAGE_FLAGS.DIRTY) !== 0;
  const pfn = readGuestPage(told.before, gfn)?.pfn ?? 0;
  return (
    `unmaps gfn ${hexOf(gfn)} on the host's side and takes pfn ${hexOf(pfn)} back: ` +
    (dirty
      ? 'struct page is dirty, so what the guest wrote is written out first.'
      : 'struct page is clean, so it is dropped without being written out.')
  );
}

export function explainPageFlags(told: ToldStep): string {
  const [change] = changesOf(told, { region: 'page', field: 'flags' });
  if (change === undefined) {
    const what = told.record.label === 'accessed' ? 'accessed' : 'dirty';
    return `tells the host that the page is ${what}: struct page says so already.`;
  }
  const what = ((change.now ^ change.old) & PAGE_FLAGS.DIRTY) === 0 ? 'accessed' : 'dirty';
  const gfn = gfnOfHostPage(told.after.map.shape, change.record);
  return `tells the host that the page of ${gfnWords([gfn])} is ${what}: it stands in struct page now.`;
}
