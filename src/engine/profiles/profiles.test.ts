/** Where each flag changes, from the oldest profile to the newest: what semantics the profiles claim. */
import { describe, expect, it } from 'vitest';
import { PROFILES, profileNamed, type KernelProfile } from './profile.ts';

type Flag = Exclude<keyof KernelProfile, 'id' | 'title'>;

/** The value in the oldest profile, then each profile in which it becomes another one. */
const HISTORY: Readonly<Record<Flag, string>> = {
  tdpWrite: 'xchg, v5.11 plain, v5.18 xchg',
  aging: 'clearBit, v5.11 setSpte, v6.4 and, v6.15 locklessAnd, v7.2 locklessCas',
  agingDirty: 'kept, v5.11 cleared, v5.17 kept',
  clearDirty: 'setSpte, v6.4 and',
  needWrprot: 'spteType, v6.4 globalAd, v6.12 rootRole',
  enableSync: 'srcu',
  pmlRequest: 'waits',
  enableFlush: 'conditional, v6.0 always',
  enableLock: 'write, v5.17 read',
  makeSpteDirty: 'kernel',
  fpfMark: 'afterCas',
  getOrder: 'bitmapFirst',
  seqCheck: 'checked',
  getFlush: 'bitmap',
  wpGfn: 'fixed, v5.11 buggy, v5.17 fixed',
  flushRule: 'old, v6.13 new',
  ageWithoutAd: 'xchg, v5.11 plain, v5.18 xchg, v6.15 cas',
  trackCapture: 'snapshot, v5.18 exchanged, v6.4 snapshot',
  clearFlushYoung: 'flushes, v6.13 never',
  extRule: 'before, v6.13 mainline',
  extRetry: 'reenter, v6.15 inside',
  freePt: 'imm, v5.12 rcu',
  readerRcu: 'no, v5.12 yes',
  flushDefer: 'removal, v5.18pre walkEnd',
  removedFlush: 'table, v5.12 lastEntry, v5.17 table',
  markRemoved: 'no, v5.12 yes',
  frozenTarget: 'refused, v5.18pre overwritten, v6.4 refused',
  yieldFlush: 'forgotten, v5.12 carried',
  yieldProgress: 'any, v5.12 forward',
  staleRoot: 'unchecked, v5.17 checked',
  notifierRoots: 'valid, v5.18pre all',
  slotZap: 'roots',
  slotInstall: 'waits',
  nxLock: 'write, v7.2 read',
  nxFlush: 'dropped, v5.12 kept',
  nxYield: 'inside, v5.12 between',
  fastPfEligible: 'anyWhenTracking, v5.18pre presentWriteOrNoAd',
  fastPfRestores: 'all, v5.18pre withoutAd',
  fastPfLarge: 'never, v5.18pre unlessLogged',
  fastPfFix: 'whatItCan, v5.11 whatAllows',
  mapOverAllowed: 'remakes, v6.13 spurious',
  mapLeafFlush: 'never, v6.13 ifMmuWritableLost',
  wrprotFault: 'emulate, v6.12 writeProtected',
  faultLock: 'write, v5.12 read',
  fastPf: 'yes, v5.11 no, v5.17 yes',
  casFailed: 'rereads, v5.18pre returns',
  mapMark: 'afterCas, v5.17 beforeCas',
  eagerSplit: 'no, v5.18pre yes',
  splitLink: 'cas',
  largeInTheWay: 'zapped, v6.4 split',
  zapAtomicOrder: 'removeFirst, v6.12 flushFirst',
  frozenFlush: 'yes',
  collapseBy: 'zap, v6.13 recover',
  recoverFlush: 'beforeRcu',
  clearFlush: 'unlocked',
};

function historyOf(flag: Flag): string {
  return PROFILES.map((profile, at) => ({ profile, before: PROFILES[at - 1] }))
    .filter(({ profile, before }) => before?.[flag] !== profile[flag])
    .map(({ profile, before }) => (before === undefined ? '' : `${profile.id} `) + profile[flag])
    .join(', ');
}

describe('profiles', () => {
  it.each(Object.entries(HISTORY))('[PROF-1] %s: %s', (flag, history) => {
    expect(historyOf(flag as Flag)).toBe(history);
  });

  it('[PROF-1] every profile says something of every flag, and each has a name of its own', () => {
    for (const { id: _id, title: _title, ...flags } of PROFILES) {
      expect(Object.keys(flags).sort()).toEqual(Object.keys(HISTORY).sort());
    }
    expect(new Set(PROFILES.map(({ id }) => id)).size).toBe(PROFILES.length);
    expect(profileNamed('v5.10')).toBeUndefined();
  });
});
