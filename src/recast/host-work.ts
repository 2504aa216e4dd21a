/** What a host thread was doing when it changed an SPTE: by the change, and by what it told before. */
import { KIND } from '../trace/events/event-kinds.ts';
import type { HostWork } from './facts.ts';

interface Concluded {
  readonly work: HostWork;
  readonly reason: string;
}

const BY_TRANSITION: Readonly<Record<string, Concluded>> = {
  age: { work: 'clear_young', reason: 'Accessed was taken' },
  access_track: { work: 'clear_young', reason: 'the leaf was access-tracked' },
  age_unmap: { work: 'clear_young', reason: 'the leaf was taken to see whether it is used' },
  log_wrprot: { work: 'log', reason: 'W was taken from a leaf' },
  log_clear_dirty: { work: 'log', reason: 'Dirty was taken, W left' },
  reap_wrprot: { work: 'log', reason: 'W was taken from a leaf' },
  reap_wrprot_large: { work: 'log', reason: 'W was taken from a large leaf' },
  reap_clear_dirty: { work: 'log', reason: 'Dirty was taken, W left' },
  split: { work: 'log', reason: 'a large page was split outside of a fault' },
  write_track: { work: 'track_page', reason: 'W and MMU-writable were taken' },
  write_track_tracked: { work: 'track_page', reason: 'W and MMU-writable were taken' },
  collapse: { work: 'collapse', reason: 'a table was replaced by a large page' },
};

const NX_RECOVERY = 'kvm-nx-lpage-re';

const BY_CAUSE = new Map<number, Concluded>([
  [KIND.ZAP_ALL_FAST, { work: 'delete_slot', reason: 'kvm_mmu_zap_all_fast came before' }],
  [KIND.UNMAP_HVA_RANGE, { work: 'zap', reason: 'kvm_unmap_hva_range came before' }],
  [KIND.SET_SPTE_HVA, { work: 'zap', reason: 'kvm_set_spte_hva came before' }],
]);

const ENDS_CAUSE: ReadonlySet<number> = new Set([
  KIND.MARKER,
  KIND.ENTRY,
  KIND.EXIT,
  KIND.USERSPACE_EXIT,
  KIND.PAGE_FAULT,
]);

export class HostWorkInference {
  /** The last event of each thread that says why it goes over SPTEs. */
  private readonly causes = new Map<number, number>();

  note(task: number, kind: number): void {
    if (BY_CAUSE.has(kind)) this.causes.set(task, kind);
    else if (ENDS_CAUSE.has(kind)) this.causes.delete(task);
  }

  /** `transition` is the row of the state machine that explains the change, if one does. */
  of(who: { readonly task: number; readonly comm: string }, transition: string): Concluded {
    const known = BY_TRANSITION[transition];
    if (known !== undefined) return known;
    if (who.comm.startsWith(NX_RECOVERY)) {
      return { work: 'recover_nx', reason: 'the thread recovers NX huge pages' };
    }
    const cause = BY_CAUSE.get(this.causes.get(who.task) ?? -1);
    if (cause !== undefined) return cause;
    if (transition === 'zap_root') {
      return { work: 'delete_slot', reason: 'all of a root was taken, for a memslot or for good' };
    }
    return { work: 'zap', reason: 'the entry was emptied, and no event says why' };
  }
}
