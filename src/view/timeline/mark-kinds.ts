/**
 * How a step is marked on its lane. What kind of access it was is told by shape and letter; colour is
 * the actor's. Loads are hollow, writes are filled. mark-words.ts has the words, for those who say them.
 */
import symbols from 'virtual:mark-symbols';
import type { MarkSymbol } from './mark-symbols.ts';
import type { AccessKind } from '../../protocol/run.ts';

export interface MarkKind {
  /** SVG path around (0, 0). */
  readonly path: string;
  readonly filled: boolean;
  readonly letter: string;
}

function kind(shape: MarkSymbol, look: { filled: boolean; letter: string }): MarkKind {
  return { path: symbols[shape], ...look };
}

export const MARK_KINDS: Readonly<Record<AccessKind, MarkKind>> = {
  none: kind('dot', { filled: true, letter: '' }),
  tlb: kind('circle', { filled: true, letter: 'T' }),
  'guest-memory': kind('circle', { filled: true, letter: 'G' }),
  'spte-load': kind('square', { filled: false, letter: 'R' }),
  'spte-store': kind('square', { filled: true, letter: 'W' }),
  'spte-xchg': kind('diamond', {
    filled: true,
    letter: 'X',
  }),
  'spte-cas': kind('diamond', {
    filled: true,
    letter: 'C',
  }),
  'spte-cas-failed': kind('diamond', {
    filled: false,
    letter: '≠',
  }),
  'spte-assist': kind('triangle', {
    filled: true,
    letter: 'A',
  }),
  'spte-and': kind('diamond', {
    filled: true,
    letter: '&',
  }),
  lock: kind('lock', { filled: true, letter: '' }),
  unlock: kind('lock', { filled: false, letter: '' }),
  'rcu-lock': kind('circle', { filled: false, letter: '(' }),
  'rcu-unlock': kind('circle', { filled: false, letter: ')' }),
  'srcu-lock': kind('circle', { filled: false, letter: '[' }),
  'srcu-unlock': kind('circle', {
    filled: false,
    letter: ']',
  }),
  mode: kind('cross', { filled: true, letter: '' }),
  seq: kind('circle', {
    filled: false,
    letter: '#',
  }),
  'host-pte': kind('square', { filled: false, letter: 'H' }),
  'page-flags': kind('square', {
    filled: true,
    letter: 'F',
  }),
  frame: kind('square', { filled: true, letter: 'P' }),
  'slots-lock': kind('lock', {
    filled: true,
    letter: 'S',
  }),
  'slots-unlock': kind('lock', {
    filled: false,
    letter: 'S',
  }),
  memslots: kind('square', { filled: true, letter: 'M' }),
  'srcu-sync': kind('circle', { filled: false, letter: ';' }),
  request: kind('triangle', { filled: false, letter: '!' }),
  'dirty-bitmap': kind('square', { filled: true, letter: 'B' }),
  'page-copy': kind('circle', { filled: true, letter: 'U' }),
  userspace: kind('circle', { filled: false, letter: 'U' }),
  flush: kind('star', { filled: true, letter: '' }),
  track: kind('square', {
    filled: false,
    letter: 'K',
  }),
  external: kind('square', {
    filled: true,
    letter: 'E',
  }),
  'vm-dead': kind('cross', { filled: true, letter: '!' }),
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
