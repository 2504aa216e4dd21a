/** What the values in a trace say about the format they are in. Only counts; detect-layout.ts concludes. */
import { KIND } from '../events/event-kinds.ts';
import type { EventTable } from '../events/event-table.ts';
import { isFrozen, isPlainEmpty } from '../tables/spte-bits.ts';

/** The bit every TDP-MMU kernel with this trace event marks a present SPTE with. */
const PRESENT_LO = 1 << 11;
const PAGE_SIZE_LO = 1 << 7;
/** EPT: host- and MMU-writable in 57 and 58; in 53 and 55 since v7.2. NPT keeps them below the address. */
const EPT_WRITABLE_HI = 0x0600_0000;
const EPT_WRITABLE_HI_V7_2 = 0x00a0_0000;
const AD_DISABLED_HI = 1 << 20;
const AD_DISABLED_HI_V7_2 = 1 << 28;
const NPT_WRITABLE_LO = 0x600;
const EPT_ACCESSED = 0x100;
const EPT_DIRTY = 0x200;
const WRITABLE = 2;
const MISCONFIG = 6;

export interface LayoutEvidence {
  /** SPTEs looked at. */
  sptes: number;
  nptTables: number;
  eptTables: number;
  nptLeafs: number;
  eptLeafs: number;
  emptyZero: number;
  emptyBit63: number;
  /** FROZEN_SPTE as v7.2 has it. */
  frozenV7_2: number;
  movedV7_2: number;
  adDisabled: number;
  /** Accessed in SPTEs of a CPU without A/D bits: KVM keeps it itself. */
  softwareAccessed: number;
  /** Dirty cleared, W kept, by somebody else than a fault: page-modification logging. */
  dirtyCleared: number;
  /** W without Dirty over W with it: gone since v6.13. */
  dirtyRewritten: number;
  setSpteHva: number;
  levelMax: number;
  /** Forced address bits of MMIO SPTEs, and where they begin. */
  l1tfFirstBit: number;
  mmioBit51: number;
}

export function noEvidence(): LayoutEvidence {
  return {
    sptes: 0,
    nptTables: 0,
    eptTables: 0,
    nptLeafs: 0,
    eptLeafs: 0,
    emptyZero: 0,
    emptyBit63: 0,
    frozenV7_2: 0,
    movedV7_2: 0,
    adDisabled: 0,
    softwareAccessed: 0,
    dirtyCleared: 0,
    dirtyRewritten: 0,
    setSpteHva: 0,
    levelMax: 0,
    l1tfFirstBit: 0,
    mmioBit51: 0,
  };
}

/** Adds what the events from `start` up to `end` say. */
export function gatherEvidence(
  evidence: LayoutEvidence,
  events: EventTable,
  { end, start }: { readonly start: number; readonly end: number },
): void {
  for (let event = start; event < end; event++) {
    const kind = events.kind(event);
    if (kind === KIND.SET_SPTE_HVA) evidence.setSpteHva += 1;
    if (kind === KIND.GET_PAGE)
      evidence.levelMax = Math.max(evidence.levelMax, events.level(event));
    if (kind === KIND.SPTE_CHANGED) gatherChange(evidence, events, event);
  }
}

function gatherChange(evidence: LayoutEvidence, events: EventTable, event: number): void {
  const level = events.level(event);
  const oldLo = events.aLo[event] ?? 0;
  const oldHi = events.aHi[event] ?? 0;
  const newLo = events.bLo[event] ?? 0;
  const newHi = events.bHi[event] ?? 0;
  evidence.levelMax = Math.max(evidence.levelMax, level);
  gatherValue(evidence, { lo: oldLo, hi: oldHi, level });
  gatherValue(evidence, { lo: newLo, hi: newHi, level });
  gatherMmio(evidence, { lo: newLo, hi: newHi, gfn: events.gfn(event) });
  const went = oldLo & ~newLo;
  const came = newLo & ~oldLo;
  const both = (oldLo & newLo & PRESENT_LO) !== 0 && oldHi === newHi;
  if (!both || came !== 0 || (newLo & WRITABLE) === 0) return;
  if (went === EPT_DIRTY && (oldHi & (EPT_WRITABLE_HI | EPT_WRITABLE_HI_V7_2)) !== 0) {
    const faulted = event > 0 && events.kind(event - 1) === KIND.SPTE_REQUESTED;
    if (faulted) evidence.dirtyRewritten += 1;
    else evidence.dirtyCleared += 1;
  }
  if (went === 0x40 && (oldLo & NPT_WRITABLE_LO) === NPT_WRITABLE_LO) evidence.dirtyRewritten += 1;
}

interface Value {
  readonly lo: number;
  readonly hi: number;
  readonly level: number;
}

function gatherValue(evidence: LayoutEvidence, { hi, level, lo }: Value): void {
  if (isPlainEmpty(lo, hi)) {
    if (hi === 0) evidence.emptyZero += 1;
    else evidence.emptyBit63 += 1;
    return;
  }
  if (isFrozen(lo, hi)) {
    if (lo === 0x1a0) evidence.frozenV7_2 += 1;
    return;
  }
  if ((lo & PRESENT_LO) === 0) return;
  evidence.sptes += 1;
  const noAd = (hi & (AD_DISABLED_HI | AD_DISABLED_HI_V7_2)) !== 0;
  if (noAd) evidence.adDisabled += 1;
  if (level > 1 && (lo & PAGE_SIZE_LO) === 0) {
    if ((lo & 0xfff) === 0x827) evidence.nptTables += 1;
    else evidence.eptTables += 1;
    return;
  }
  if (noAd && (lo & EPT_ACCESSED) !== 0) evidence.softwareAccessed += 1;
  if ((hi & EPT_WRITABLE_HI_V7_2) === EPT_WRITABLE_HI_V7_2) evidence.movedV7_2 += 1;
  // Memory is write-back to EPT, in bits that NPT keeps for Accessed and caching.
  if ((lo & 0x78) === 0x70 && (hi & (EPT_WRITABLE_HI | EPT_WRITABLE_HI_V7_2)) !== 0)
    evidence.eptLeafs += 1;
  else if ((lo & NPT_WRITABLE_LO) === NPT_WRITABLE_LO && (lo & 0x18) === 0) evidence.nptLeafs += 1;
}

const PHYSICAL_BITS = [36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52];
const L1TF_BITS = 5;

/** With the mitigation of L1TF the five highest address bits are ones, and the gfn's own move up. */
function gatherMmio(
  evidence: LayoutEvidence,
  { gfn, hi, lo }: { readonly lo: number; readonly hi: number; readonly gfn: number },
): void {
  if ((lo & PRESENT_LO) !== 0 || isPlainEmpty(lo, hi) || isFrozen(lo, hi)) return;
  if ((lo & 7) !== MISCONFIG) {
    if ((lo & 1) !== 0 && (hi & (1 << 19)) !== 0) evidence.mmioBit51 += 1;
    return;
  }
  const value = (BigInt(hi) << 32n) | BigInt(lo);
  const address = value & 0x000f_ffff_ffff_f000n;
  const found = PHYSICAL_BITS.find((bits) => {
    const first = BigInt(bits - L1TF_BITS);
    const forced = 0x1fn << first;
    return (address & forced) === forced && (address & ~forced) === BigInt(gfn) << 12n;
  });
  if (found !== undefined) evidence.l1tfFirstBit = found;
}
