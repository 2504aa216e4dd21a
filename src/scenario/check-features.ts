/**
 * Operations that a kernel of some column has no means for. The programs would run all the same, and
 * show something that never was.
 */
import { FEATURES, hasFeature, type Feature } from '../engine/profiles/features.ts';
import type { HostOperation, VcpuOperation } from '../engine/programs/operation.ts';
import type { KernelColumn } from './build-columns.ts';
import type { IssueList, IssuePath } from './issues.ts';
import type { ActorDocument, ScenarioDocument } from './schema.ts';

type Kind = HostOperation['kind'] | VcpuOperation['kind'];

/** What is not listed every kernel can do, by the TDP MMU or by the shadow MMU. */
const NEEDS: Readonly<Partial<Record<Kind, Feature>>> = {
  zap_range: 'tdpMmu',
  collapse: 'tdpMmu',
  recover_nx: 'tdpMmu',
  rcu_callback: 'tdpMmu',
  reuse_page: 'tdpMmu',
  track_page: 'tdpMmu',
  track_shadowed: 'tdpMmu',
  wrprot_pass: 'tdpMmu',
  delete_slot: 'tdpFastZap',
  move_slot: 'tdpFastZap',
  td_load: 'mirror',
  td_store: 'mirror',
  td_fault: 'mirror',
  td_remove: 'mirror',
};

const NEEDED: ReadonlyMap<string, Feature> = new Map(Object.entries(NEEDS));

/** Operations as written; those that cannot be read are complained of elsewhere. */
function operationsOf(actors: readonly ActorDocument[]) {
  return actors.flatMap(({ ops }, actor) =>
    ops.map((text, at) => ({
      word: text.trim().split(/\s+/)[0] ?? '',
      path: ['actors', actor, 'ops', at],
    })),
  );
}

/** What is asked for besides operations: of memslots, and of who clears the log. */
function othersOf({ memslots, dirtyLog }: ScenarioDocument): readonly Asked[] {
  const large = memslots.flatMap((slot, at) =>
    slot.large === true
      ? [{ word: 'large', path: ['memslots', at, 'large'], feature: 'largePages' as const }]
      : [],
  );
  if (dirtyLog === undefined) return large;
  return [...large, { word: 'dirtyLog', path: ['dirtyLog'], feature: 'manualProtect' }];
}

interface Asked {
  readonly word: string;
  readonly path: IssuePath;
  readonly feature: Feature;
}

export function checkFeatures(
  document: ScenarioDocument,
  columns: readonly KernelColumn[],
  issues: IssueList,
): void {
  const operations = operationsOf(document.actors).flatMap(({ word, path }): Asked[] => {
    const feature = NEEDED.get(word);
    return feature === undefined ? [] : [{ word, path, feature }];
  });
  for (const { word, path, feature } of [...operations, ...othersOf(document)]) {
    const without = columns.find(({ profile }) => !hasFeature(profile.id, feature));
    if (without === undefined) continue;
    const { since, name } = FEATURES[feature];
    issues.add(path, {
      code: 'kernel-lacks',
      message: `${word}: in column "${without.info.id}", ${without.profile.id} has no ${name}.`,
      hint: `Use a profile from ${since} on, or another operation.`,
    });
  }
}
