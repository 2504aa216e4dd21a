/**
 * What a column says about something that its CPU has not: it would change nothing, and the column would
 * claim to be about it.
 */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { ProfileFlag } from './kernel-flags.ts';
import type { IssueList, IssuePath } from './issues.ts';
import type { TlbDocument } from './schema.ts';

interface Need {
  readonly met: (layout: SpteLayout) => boolean;
  readonly what: string;
  readonly hint: string;
}

const PML: Need = {
  met: ({ config }) => config.pml,
  what: 'a CPU with page-modification logging',
  hint: 'Use a layout with pml in its name, or leave the flag out.',
};
const AD: Need = {
  met: ({ config }) => config.adBits,
  what: 'a CPU with Accessed and Dirty bits',
  hint: 'Use a layout with them, or, for access tracking, the flag ageWithoutAd.',
};
const NO_AD: Need = {
  met: ({ config }) => !config.adBits,
  what: 'a CPU without Accessed and Dirty bits',
  hint: 'Use a layout with noad in its name, or, for Accessed bits, the flag aging.',
};

const FLAG_NEEDS: Readonly<Partial<Record<ProfileFlag, Need>>> = {
  pmlRequest: PML,
  needWrprot: PML,
  aging: AD,
  agingDirty: AD,
  ageWithoutAd: NO_AD,
  trackCapture: NO_AD,
  fastPfRestores: NO_AD,
};

const NEEDED: ReadonlyMap<string, Need> = new Map(Object.entries(FLAG_NEEDS));

/** Flags that a column overrides, on a CPU where nothing asks for them. */
export function checkFlagNeeds(
  { layout, flags, path }: { layout: SpteLayout; flags: readonly string[]; path: IssuePath },
  issues: IssueList,
): void {
  for (const flag of flags) {
    const need = NEEDED.get(flag);
    if (need === undefined || need.met(layout)) continue;
    issues.addAtKey([...path, 'flags', flag], {
      code: 'flag-without-effect',
      message: `The flag ${flag} is about ${need.what}, and the layout ${layout.id} is for another.`,
      hint: need.hint,
    });
  }
}

/** Cached Dirty bits, on a CPU that has none. */
export function checkTlbNeeds(
  documents: readonly TlbDocument[],
  { layout, column }: { layout: SpteLayout; column: string },
  issues: IssueList,
): void {
  if (layout.config.adBits) return;
  documents.forEach(({ caches }, index) => {
    if (!caches.split(/\s+/).includes('D')) return;
    issues.add(['tlb', index, 'caches'], {
      code: 'no-dirty-bit',
      message: `In column "${column}" the CPU has no Dirty bit to cache: its layout is ${layout.id}.`,
      hint: 'Leave the D out, or use a layout with Accessed and Dirty bits.',
    });
  });
}
