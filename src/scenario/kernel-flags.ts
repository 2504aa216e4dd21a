/** The flags of a kernel profile, as a column may override them. */
import type { KernelProfile } from '../engine/profiles/profile.ts';

export type ProfileFlag = Exclude<keyof KernelProfile, 'id' | 'title'>;

/** Every flag with every value it can have: a new one in a profile does not compile without. */
const FLAG_VALUES: {
  readonly [Flag in ProfileFlag]: Readonly<Record<KernelProfile[Flag], true>>;
} = {
  tdpWrite: { plain: true, xchg: true },
  aging: { setSpte: true, clearBit: true, and: true, locklessAnd: true, locklessCas: true },
  agingDirty: { kept: true, cleared: true },
  clearDirty: { setSpte: true, and: true },
  needWrprot: { spteType: true, globalAd: true, rootRole: true },
  enableSync: { srcu: true, none: true },
  pmlRequest: { waits: true, posted: true },
  enableFlush: { conditional: true, always: true },
  enableLock: { write: true, read: true },
  makeSpteDirty: { kernel: true, always: true },
  fpfMark: { afterCas: true, beforeCas: true },
  getOrder: { bitmapFirst: true, spteFirst: true },
  getFlush: { bitmap: true, modified: true, none: true },
  wpGfn: { buggy: true, fixed: true, halfway: true },
  flushRule: { naive: true, old: true, new: true },
  ageWithoutAd: { unmap: true, plain: true, xchg: true, cas: true },
  trackCapture: { snapshot: true, exchanged: true },
  clearFlushYoung: { flushes: true, never: true },
  extRule: { before: true, noBug: true, seed2: true, mainline: true },
  freePt: { imm: true, rcu: true },
  readerRcu: { no: true, yes: true },
  flushDefer: { removal: true, walkEnd: true, afterRcu: true },
  removedFlush: { table: true, lastEntry: true },
  markRemoved: { no: true, yes: true },
  frozenTarget: { refused: true, overwritten: true },
  yieldFlush: { forgotten: true, carried: true },
  yieldProgress: { any: true, forward: true },
  staleRoot: { unchecked: true, checked: true },
  notifierRoots: { valid: true, all: true },
  slotZap: { roots: true, leafs: true, leafsUnflushed: true },
  slotInstall: { waits: true, atOnce: true },
  nxLock: { write: true, read: true },
  nxFlush: { dropped: true, kept: true },
  nxYield: { inside: true, between: true },
  extRetry: { inside: true, reenter: true },
  fastPfEligible: { anyWhenTracking: true, presentWriteOrNoAd: true },
  fastPfRestores: { all: true, withoutAd: true },
  fastPfLarge: { never: true, unlessLogged: true },
  fastPfFix: { whatItCan: true, whatAllows: true },
  mapOverAllowed: { remakes: true, spurious: true },
  mapLeafFlush: { never: true, ifMmuWritableLost: true },
  wrprotFault: { emulate: true, writeProtected: true },
  faultLock: { write: true, read: true },
  fastPf: { no: true, yes: true },
  casFailed: { rereads: true, returns: true },
  seqCheck: { checked: true, unchecked: true },
  mapMark: { afterCas: true, beforeCas: true },
  eagerSplit: { no: true, yes: true },
  splitLink: { cas: true, store: true },
  largeInTheWay: { zapped: true, split: true },
  zapAtomicOrder: { removeFirst: true, flushFirst: true },
  frozenFlush: { yes: true, no: true },
  collapseBy: { zap: true, recover: true },
  recoverFlush: { beforeRcu: true, afterRcu: true },
  clearFlush: { unlocked: true, locked: true, none: true },
};

export const FLAG_NAMES = Object.keys(FLAG_VALUES) as readonly ProfileFlag[];

export function isFlag(name: string): name is ProfileFlag {
  return Object.hasOwn(FLAG_VALUES, name);
}

export function flagValues(flag: ProfileFlag): readonly string[] {
  return Object.keys(FLAG_VALUES[flag]);
}
