/** What people call the states of an SPTE. */
import type { SpteKind } from '../../engine/layout/spte-kind.ts';

const WORDS: Readonly<Record<SpteKind, string>> = {
  none: 'empty',
  mmio: 'MMIO',
  frozen: 'frozen',
  nonleaf: 'table',
  RO: 'read-only',
  WT: 'write-tracked',
  WP: 'write-protected',
  WC: 'clean',
  WD: 'dirty',
  AT: 'access-tracked',
};

const SENTENCES: Readonly<Record<SpteKind, string>> = {
  none: 'Nothing is mapped here; an access faults.',
  mmio: 'No memory is behind this gfn; an access goes to the device model.',
  frozen: 'Somebody is taking this SPTE out; everybody else has to stay away.',
  nonleaf: 'Leads to a table one level lower.',
  RO: 'The host maps the page read-only, and so does KVM.',
  WT: 'KVM must see every write: the page is a page table of a nested guest.',
  WP: 'Writes fault once, to be logged; the fast page fault may set W without mmu_lock.',
  WC: 'Writable, and Dirty is clear: the CPU sets it at the first write, without any lock.',
  WD: 'Writable, and written to.',
  AT: 'Permissions are put aside, so that the next access faults and is seen.',
};

export function kindWord(kind: SpteKind): string {
  return WORDS[kind];
}

export function kindSentence(kind: SpteKind): string {
  return SENTENCES[kind];
}

/** How a slot of a table is drawn; several states of a leaf share a look. */
export type SlotLook =
  'empty' | 'table' | 'clean' | 'dirty' | 'protected' | 'read-only' | 'frozen' | 'mmio';

const LOOKS: Readonly<Record<SpteKind, SlotLook>> = {
  none: 'empty',
  mmio: 'mmio',
  frozen: 'frozen',
  nonleaf: 'table',
  RO: 'read-only',
  WT: 'protected',
  WP: 'protected',
  WC: 'clean',
  WD: 'dirty',
  AT: 'protected',
};

export function slotLook(kind: SpteKind): SlotLook {
  return LOOKS[kind];
}
