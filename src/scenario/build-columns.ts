/** Columns: a kernel each, and what is expected of it. */
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { PropertyId } from '../engine/detectors/detector.ts';
import { LAYOUTS, findLayout } from '../engine/layout/registry.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { PROFILES, profileNamed, type KernelProfile } from '../engine/profiles/profile.ts';
import { suggestWord } from './did-you-mean.ts';
import type { Complaint, IssueList, IssuePath } from './issues.ts';
import { FLAG_NAMES, flagValues, isFlag, type ProfileFlag } from './kernel-flags.ts';
import { layoutForProfile, layoutKernelOf } from './layout-pairs.ts';
import type { ColumnInfo, Verdict } from './scenario-info.ts';
import type { ColumnDocument } from './schema.ts';

export interface KernelColumn {
  readonly info: ColumnInfo;
  readonly layout: SpteLayout;
  readonly profile: KernelProfile;
  readonly shows: readonly PropertyId[];
}

/** Fewer than there are documents when some name a kernel that isn't there. */
export function buildColumns(
  documents: readonly ColumnDocument[],
  issues: IssueList,
): readonly KernelColumn[] {
  documents.forEach(({ id }, index) => {
    if (documents.findIndex((other) => other.id === id) === index) return;
    issues.add(['columns', index, 'id'], {
      code: 'duplicate-id',
      message: `Another column is called "${id}" already.`,
      hint: 'Give each column a name of its own.',
    });
  });
  const columns = documents.flatMap((document, index) => {
    const column = buildColumn(document, ['columns', index], issues);
    return column === null ? [] : [column];
  });
  return withDifferingFlags(columns);
}

function buildColumn(
  document: ColumnDocument,
  path: IssuePath,
  issues: IssueList,
): KernelColumn | null {
  const { id, title } = document;
  const expected = readExpected(document, path, issues);
  const shows = readShows(document, expected, { path, issues });
  const layout = readLayout(document, path, issues);
  const profile = readProfile(document, path, issues);
  if (layout === null || profile === null) return null;
  checkPair(layout, profile, { path, issues });
  const info = { id, title, layout: layout.id, profile: profile.id, flags: {}, expected };
  return { info, layout: layoutForProfile(layout, profile.id), profile, shows };
}

function unknownName(what: string, name: string, known: readonly string[]): Complaint {
  return {
    code: `unknown-${what}`,
    message: `There is no ${what} "${name}".`,
    hint: suggestWord(name, known),
  };
}

function readLayout(
  { layout: id }: ColumnDocument,
  path: IssuePath,
  issues: IssueList,
): SpteLayout | null {
  const layout = findLayout(id);
  if (layout !== undefined) return layout;
  const known = LAYOUTS.map((candidate) => candidate.id);
  issues.add([...path, 'layout'], unknownName('layout', id, known));
  return null;
}

function readProfile(
  { profile: id, flags }: ColumnDocument,
  path: IssuePath,
  issues: IssueList,
): KernelProfile | null {
  const profile = profileNamed(id);
  if (profile === undefined) {
    const known = PROFILES.map((candidate) => candidate.id);
    issues.add([...path, 'profile'], unknownName('profile', id, known));
    return null;
  }
  const overridden = Object.entries(flags).filter(([name, value]) => {
    const complaint = complainOfFlag(name, value);
    if (complaint === null) return true;
    const at = [...path, 'flags', name];
    if (complaint.code === 'unknown-flag') issues.addAtKey(at, complaint);
    else issues.add(at, complaint);
    return false;
  });
  return { ...profile, ...Object.fromEntries(overridden) };
}

function complainOfFlag(name: string, value: string): Complaint | null {
  if (!isFlag(name)) return unknownName('flag', name, FLAG_NAMES);
  const known = flagValues(name);
  if (known.includes(value)) return null;
  return {
    code: 'unknown-flag-value',
    message: `The flag ${name} cannot be "${value}".`,
    hint: suggestWord(value, known),
  };
}

function checkPair(
  layout: SpteLayout,
  profile: KernelProfile,
  { path, issues }: { path: IssuePath; issues: IssueList },
): void {
  const kernel = layoutKernelOf(profile.id);
  if (kernel === layout.kernel) return;
  issues.add([...path, 'layout'], {
    code: 'layout-of-other-kernel',
    message: `The layout ${layout.id} is not one of profile ${profile.id}: its rules are those of another kernel.`,
    hint: `With this profile goes a layout of ${kernel}; to try something else, override a flag.`,
  });
}

/** All properties; those that are not listed are expected never to be violated. */
function readExpected(
  { expect }: ColumnDocument,
  path: IssuePath,
  issues: IssueList,
): Record<PropertyId, Verdict> {
  const known = DETECTORS.map(({ id }) => id);
  const expected = Object.fromEntries(known.map((id) => [id, 'never']));
  for (const [name, verdict] of Object.entries(expect)) {
    const id = known.find((candidate) => candidate === name);
    if (id === undefined) {
      issues.addAtKey([...path, 'expect', name], unknownName('property', name, known));
    } else expected[id] = verdict;
  }
  return expected as Record<PropertyId, Verdict>;
}

/** Left out, the story shows every violation there can be. */
function readShows(
  { shows }: ColumnDocument,
  expected: Readonly<Record<PropertyId, Verdict>>,
  { path, issues }: { path: IssuePath; issues: IssueList },
): readonly PropertyId[] {
  const known = DETECTORS.map(({ id }) => id);
  if (shows === undefined) return known.filter((id) => expected[id] !== 'never');
  return shows.flatMap((name, index) => {
    const at = [...path, 'shows', index];
    const id = known.find((candidate) => candidate === name);
    if (id === undefined) {
      issues.add(at, unknownName('property', name, known));
      return [];
    }
    if (expected[id] !== 'never') return [id];
    issues.add(at, {
      code: 'shows-never',
      message: `The story cannot violate ${id} here, which is expected never to be violated.`,
      hint: `Add ${id}: sometimes to expect, or take it out of shows.`,
    });
    return [];
  });
}

/** Puts into each column the flags whose values are not the same everywhere. */
function withDifferingFlags(columns: readonly KernelColumn[]): readonly KernelColumn[] {
  const differing = FLAG_NAMES.filter((flag: ProfileFlag) =>
    columns.some(({ profile }) => profile[flag] !== columns[0]?.profile[flag]),
  );
  return columns.map((column) => {
    const flags = differing.map((flag) => [flag, column.profile[flag]]);
    return {
      ...column,
      info: { ...column.info, flags: Object.fromEntries(flags) as Record<string, string> },
    };
  });
}
