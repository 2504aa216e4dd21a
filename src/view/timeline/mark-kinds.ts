/**
 * How a step is marked on its lane. What kind of access it was is told by shape and letter; colour is
 * the actor's. Loads are hollow, writes are filled.
 */
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  type SymbolType,
} from 'd3-shape';
import type { AccessKind } from '../../protocol/run.ts';

export interface MarkKind {
  /** SVG path around (0, 0). */
  readonly path: string;
  readonly filled: boolean;
  readonly letter: string;
  /** For the legend and for screen readers. */
  readonly words: string;
}

/** Area of a symbol, in square pixels: about the size of a fingertip's dot, 15 px across. */
const AREA = 170;

/** A padlock. */
const symbolLock: SymbolType = {
  draw: (path, area) => {
    const half = Math.sqrt(area) / 2;
    const neck = half * 0.62;
    path.rect(-half, -half * 0.25, half * 2, half * 1.35);
    path.moveTo(-neck, -half * 0.25);
    path.lineTo(-neck, -half * 0.55);
    path.arc(0, -half * 0.55, neck, Math.PI, 0);
    path.lineTo(neck, -half * 0.25);
  },
};

function kind(
  shape: SymbolType,
  look: { filled: boolean; letter: string; words: string; area?: number },
): MarkKind {
  const { area = AREA, ...rest } = look;
  return { path: symbol(shape, area)() ?? '', ...rest };
}

export const MARK_KINDS: Readonly<Record<AccessKind, MarkKind>> = {
  none: kind(symbolCircle, { filled: true, letter: '', words: 'no shared access', area: 50 }),
  tlb: kind(symbolCircle, { filled: true, letter: 'T', words: 'looks into its TLB' }),
  'guest-memory': kind(symbolCircle, { filled: true, letter: 'G', words: 'touches guest memory' }),
  'spte-load': kind(symbolSquare, { filled: false, letter: 'R', words: 'reads an SPTE' }),
  'spte-store': kind(symbolSquare, { filled: true, letter: 'W', words: 'stores an SPTE, plainly' }),
  'spte-xchg': kind(symbolDiamond, {
    filled: true,
    letter: 'X',
    words: 'exchanges an SPTE (XCHG)',
  }),
  'spte-cas': kind(symbolDiamond, {
    filled: true,
    letter: 'C',
    words: 'compare-exchanges an SPTE',
  }),
  'spte-cas-failed': kind(symbolDiamond, {
    filled: false,
    letter: '≠',
    words: 'fails to compare-exchange an SPTE',
  }),
  'spte-assist': kind(symbolTriangle, {
    filled: true,
    letter: 'A',
    words: 'the CPU sets Accessed or Dirty',
  }),
  'spte-and': kind(symbolDiamond, {
    filled: true,
    letter: '&',
    words: 'clears bits by a locked AND',
  }),
  lock: kind(symbolLock, { filled: true, letter: '', words: 'takes a lock', area: 130 }),
  unlock: kind(symbolLock, { filled: false, letter: '', words: 'drops a lock', area: 130 }),
  'rcu-lock': kind(symbolCircle, { filled: false, letter: '(', words: 'enters an RCU section' }),
  'rcu-unlock': kind(symbolCircle, { filled: false, letter: ')', words: 'leaves an RCU section' }),
  'srcu-lock': kind(symbolCircle, { filled: false, letter: '[', words: 'enters an SRCU section' }),
  'srcu-unlock': kind(symbolCircle, {
    filled: false,
    letter: ']',
    words: 'leaves an SRCU section',
  }),
  mode: kind(symbolCross, { filled: true, letter: '', words: 'enters or leaves the guest' }),
  seq: kind(symbolCircle, {
    filled: false,
    letter: '#',
    words: 'reads or raises a sequence count',
  }),
  'host-pte': kind(symbolSquare, { filled: false, letter: 'H', words: "uses the host's own PTE" }),
  'page-flags': kind(symbolSquare, {
    filled: true,
    letter: 'F',
    words: 'tells the host of a page',
  }),
  frame: kind(symbolSquare, { filled: true, letter: 'P', words: 'takes or frees a page table' }),
  'slots-lock': kind(symbolLock, {
    filled: true,
    letter: 'S',
    words: 'takes slots_lock',
    area: 130,
  }),
  'slots-unlock': kind(symbolLock, {
    filled: false,
    letter: 'S',
    words: 'drops slots_lock',
    area: 130,
  }),
  memslots: kind(symbolSquare, { filled: true, letter: 'M', words: 'publishes memslots' }),
  'srcu-sync': kind(symbolCircle, { filled: false, letter: ';', words: 'waits for SRCU readers' }),
  request: kind(symbolTriangle, { filled: false, letter: '!', words: 'makes a request to vCPUs' }),
  'dirty-bitmap': kind(symbolSquare, { filled: true, letter: 'B', words: 'uses the dirty bitmap' }),
  'page-copy': kind(symbolCircle, { filled: true, letter: 'U', words: 'copies a guest page' }),
  userspace: kind(symbolCircle, { filled: false, letter: 'U', words: 'goes on in userspace' }),
  flush: kind(symbolStar, { filled: true, letter: '', words: 'flushes TLBs', area: 130 }),
  track: kind(symbolSquare, {
    filled: false,
    letter: 'K',
    words: 'asks or changes write tracking',
  }),
  external: kind(symbolSquare, {
    filled: true,
    letter: 'E',
    words: 'uses the external page table',
  }),
  'vm-dead': kind(symbolCross, { filled: true, letter: '!', words: 'stops the VM (KVM_BUG_ON)' }),
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
