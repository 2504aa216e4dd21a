/** The kernels of the scenario: the one that the trace looks like, and one with its defect mended. */
import { LAYOUTS } from '../engine/layout/registry.ts';
import type { KernelVersion, SpteLayout } from '../engine/layout/spte-layout.ts';
import { profileNamed } from '../engine/profiles/profile.ts';
import type { Trace } from '../trace/trace.ts';
import type { Fact } from './facts.ts';

export interface ChosenColumn {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  readonly layout: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** The modelled kernel that SPTEs of each format come from, or one of those. */
const PROFILE_OF: Readonly<Record<KernelVersion, string>> = {
  'v4.15': 'v4.11',
  'v5.18pre': 'v5.18pre',
  'v5.19': 'v6.0',
  'v6.12': 'v6.12',
  'v6.17': 'v6.15',
  'v7.2': 'v7.2',
};

/** What mends a known defect, alone, in a kernel that has it. */
const MENDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cc7ed3358e41: { makeSpteDirty: 'always' },
  '1a175082b190': { mapLeafFlush: 'ifMmuWritableLost' },
  '386d69f9f29b': { mapOverAllowed: 'spurious' },
};

/** The one there is for the same kernel on a CPU like it. */
export function nearestLayout({ config, kernel, vendor }: SpteLayout): SpteLayout | undefined {
  const same = LAYOUTS.filter((layout) => layout.kernel === kernel && layout.vendor === vendor);
  return (
    same.find(
      (layout) => layout.config.adBits === config.adBits && layout.config.pml === config.pml,
    ) ?? same.find((layout) => layout.config.adBits === config.adBits)
  );
}

/** Empty if the format is of no modelled kernel. */
export function chooseColumns(
  { detected }: Trace,
  facts: readonly Fact[],
): readonly ChosenColumn[] {
  const layout = nearestLayout(detected.layout);
  const profile = profileNamed(PROFILE_OF[detected.layout.kernel]);
  if (layout === undefined || profile === undefined) return [];
  const kernel = { profile: profile.id, layout: layout.id };
  const commits = new Set(
    facts.flatMap((fact) => (fact.kind === 'change' && fact.defect ? [fact.defect.commit] : [])),
  );
  return [
    { id: 'traced', title: `As traced (${profile.id})`, ...kernel, flags: {} },
    ...[...commits].map((commit) => ({
      id: `with-${commit}`,
      title: `With ${commit}`,
      ...kernel,
      flags: MENDED[commit] ?? {},
    })),
  ];
}
