/**
 * How a step is marked on its lane. What kind of access it was is told by shape and letter; colour is
 * the actor's. Loads are hollow, writes are filled.
 */
import symbols from 'virtual:mark-symbols';
import type { MarkSymbol } from './mark-symbols.ts';
import type { AccessKind } from '../../protocol/run.ts';

export interface MarkKind {
  /** SVG path around (0, 0). */
  readonly path: string;
  readonly filled: boolean;
  readonly letter: string;
  /** For the legend and for screen readers. */
  readonly words: string;
}

function kind(
  shape: MarkSymbol,
  look: { filled: boolean; letter: string; words: string },
): MarkKind {
  return { path: symbols[shape], ...look };
}

export const MARK_KINDS: Readonly<Record<AccessKind, MarkKind>> = {
  none: kind('dot', { filled: true, letter: '', words: 'no shared access' }),
  tlb: kind('circle', { filled: true, letter: 'T', words: 'looks into its TLB' }),
  'guest-memory': kind('circle', { filled: true, letter: 'G', words: 'touches guest memory' }),
  'spte-load': kind('square', { filled: false, letter: 'R', words: 'reads an SPTE' }),
  'spte-store': kind('square', { filled: true, letter: 'W', words: 'stores an SPTE, plainly' }),
  'spte-xchg': kind('diamond', {
    filled: true,
    letter: 'X',
    words: 'exchanges an SPTE (XCHG)',
  }),
  'spte-cas': kind('diamond', {
    filled: true,
    letter: 'C',
    words: 'compare-exchanges an SPTE',
  }),
  'spte-cas-failed': kind('diamond', {
    filled: false,
    letter: '≠',
    words: 'fails to compare-exchange an SPTE',
  }),
  'spte-assist': kind('triangle', {
    filled: true,
    letter: 'A',
    words: 'the CPU sets Accessed or Dirty',
  }),
  'spte-and': kind('diamond', {
    filled: true,
    letter: '&',
    words: 'clears bits by a locked AND',
  }),
  lock: kind('lock', { filled: true, letter: '', words: 'takes a lock' }),
  unlock: kind('lock', { filled: false, letter: '', words: 'drops a lock' }),
  'rcu-lock': kind('circle', { filled: false, letter: '(', words: 'enters an RCU section' }),
  'rcu-unlock': kind('circle', { filled: false, letter: ')', words: 'leaves an RCU section' }),
  'srcu-lock': kind('circle', { filled: false, letter: '[', words: 'enters an SRCU section' }),
  'srcu-unlock': kind('circle', {
    filled: false,
    letter: ']',
    words: 'leaves an SRCU section',
  }),
  mode: kind('cross', { filled: true, letter: '', words: 'enters or leaves the guest' }),
  seq: kind('circle', {
    filled: false,
    letter: '#',
    words: 'reads or raises a sequence count',
  }),
  'host-pte': kind('square', { filled: false, letter: 'H', words: "uses the host's own PTE" }),
  'page-flags': kind('square', {
    filled: true,
    letter: 'F',
    words: 'tells the host of a page',
  }),
  frame: kind('square', { filled: true, letter: 'P', words: 'takes or frees a page table' }),
  'slots-lock': kind('lock', {
    filled: true,
    letter: 'S',
    words: 'takes slots_lock',
  }),
  'slots-unlock': kind('lock', {
    filled: false,
    letter: 'S',
    words: 'drops slots_lock',
  }),
  memslots: kind('square', { filled: true, letter: 'M', words: 'publishes memslots' }),
  'srcu-sync': kind('circle', { filled: false, letter: ';', words: 'waits for SRCU readers' }),
  request: kind('triangle', { filled: false, letter: '!', words: 'makes a request to vCPUs' }),
  'dirty-bitmap': kind('square', { filled: true, letter: 'B', words: 'uses the dirty bitmap' }),
  'page-copy': kind('circle', { filled: true, letter: 'U', words: 'copies a guest page' }),
  userspace: kind('circle', { filled: false, letter: 'U', words: 'goes on in userspace' }),
  flush: kind('star', { filled: true, letter: '', words: 'flushes TLBs' }),
  track: kind('square', {
    filled: false,
    letter: 'K',
    words: 'asks or changes write tracking',
  }),
  external: kind('square', {
    filled: true,
    letter: 'E',
    words: 'uses the external page table',
  }),
  'vm-dead': kind('cross', { filled: true, letter: '!', words: 'stops the VM (KVM_BUG_ON)' }),
};

const TABLE_NAMES: readonly string[] = ['', 'PT', 'PD', 'PDPT', 'PML4'];

/** What is done to an entry, for the label under the mark. */
const SPTE_VERBS: Partial<Readonly<Record<AccessKind, string>>> = {
  'spte-load': 'read',
  'spte-store': 'store',
  'spte-xchg': 'xchg',
  'spte-cas': 'cas',
  'spte-cas-failed': 'no cas',
  'spte-assist': 'assist',
};

/** What a step did, in a word or two. */
export function stepLabel(step: {
  readonly access: AccessKind;
  readonly label: string;
  readonly spte: { readonly level: number; readonly index: number } | null;
}): string {
  const { access, label, spte } = step;
  const verb = SPTE_VERBS[access];
  if (verb === undefined || spte === null) return label.replaceAll('_', ' ');
  return `${verb} ${TABLE_NAMES[spte.level] ?? `L${spte.level}`}[${spte.index}]`;
}
