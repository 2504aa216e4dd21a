/** The differences at the cursor as rows: what, each side's share of it, and since when. */
import type { Moment } from './compare-runs.ts';
import { bitPairs, type BitPair, type FactPair } from './differences.ts';
import { GROUP_TITLES, sideText } from './difference-words.ts';
import type { Fact, FactGroup } from './fact.ts';

export interface DifferenceRow {
  readonly key: string;
  readonly subject: string;
  readonly left: string;
  readonly right: string;
  /** Moment since when it differs; 0: from the beginning. */
  readonly since: number;
}

export interface DifferenceGroup {
  readonly key: FactGroup;
  readonly title: string;
  readonly rows: readonly DifferenceRow[];
}

interface At {
  readonly moments: readonly Moment[];
  readonly position: number;
}

export function differenceGroups(pairs: readonly FactPair[], at: At): DifferenceGroup[] {
  const groups = [...new Set(pairs.map(({ group }) => group))];
  return groups.map((key) => ({
    key,
    title: GROUP_TITLES[key],
    rows: pairs
      .filter(({ group }) => group === key)
      .map((pair) => ({
        key: pair.key,
        subject: pair.subject,
        left: sideText(pair.left, pair.right),
        right: sideText(pair.right, pair.left),
        since: sinceWhen(pair.key, at),
      })),
  }));
}

/** Per fact, the moments from which on it differs, in order: made once for a comparison. */
const beginnings = new WeakMap<readonly Moment[], ReadonlyMap<string, readonly number[]>>();

function beginningsOf(moments: readonly Moment[]): ReadonlyMap<string, readonly number[]> {
  const known = beginnings.get(moments);
  if (known !== undefined) return known;
  const all = new Map<string, number[]>();
  moments.forEach(({ begins }, i) => {
    for (const key of begins) {
      const mine = all.get(key);
      if (mine === undefined) all.set(key, [i + 1]);
      else mine.push(i + 1);
    }
  });
  beginnings.set(moments, all);
  return all;
}

function sinceWhen(key: string, { moments, position }: At): number {
  return (
    beginningsOf(moments)
      .get(key)
      ?.findLast((moment) => moment <= position) ?? 0
  );
}

/** One line of two machines laid over each other. */
export interface OverlayRow {
  readonly key: string;
  readonly name: string;
  /** How deep in the tree of page tables: 0 for the root's entries, and for all that is no entry. */
  readonly depth: number;
  /** The SPTE it is about, if it is about one. */
  readonly selects: { readonly gfn: number; readonly level: number } | null;
  readonly same: boolean;
  readonly bits: readonly BitPair[];
  /** What both say; null where they do not say the same. */
  readonly text: string | null;
  readonly left: string;
  readonly right: string;
}

export interface OverlayGroup {
  readonly key: FactGroup;
  readonly title: string;
  readonly rows: readonly OverlayRow[];
  readonly differing: number;
}

export function overlayGroups(pairs: readonly FactPair[]): OverlayGroup[] {
  const told = pairs.filter(({ left, right, same }) => !same || !isNothing(left ?? right));
  return [...new Set(told.map(({ group }) => group))].map((key) => {
    const rows = told.filter(({ group }) => group === key).map(overlayRow);
    const differing = rows.filter(({ same }) => !same).length;
    return { key, title: GROUP_TITLES[key], rows, differing };
  });
}

/** What has not been counted once in either is not worth a line. */
function isNothing(fact: Fact | null): boolean {
  return fact?.group === 'counters' && fact.text === fact.absent;
}

function overlayRow({ key, left, name, right, same }: FactPair): OverlayRow {
  const [mine, theirs] = [left?.text ?? right?.absent ?? '', right?.text ?? left?.absent ?? ''];
  return {
    key,
    name,
    depth: depthOf(key),
    selects: selectionOf(key),
    same,
    bits: bitPairs(left?.bits ?? [], right?.bits ?? []),
    text: mine === theirs ? mine : null,
    left: mine,
    right: theirs,
  };
}

/** `spte/1/0x205`, `tlb/0/1/0x205`, `page/0x205/content`. */
function selectionOf(key: string): OverlayRow['selects'] {
  const [, level, gfn] = /^(?:spte|tlb\/\d+)\/(\d)\/(0x[0-9a-f]+)$/.exec(key) ?? [];
  if (level !== undefined) return { gfn: Number(gfn), level: Number(level) };
  const [, page] = /^page\/(0x[0-9a-f]+)\//.exec(key) ?? [];
  return page === undefined ? null : { gfn: Number(page), level: 1 };
}

const LEVELS = 4;

function depthOf(key: string): number {
  const [, level] = /^spte\/(\d)\//.exec(key) ?? [];
  return level === undefined ? 0 : LEVELS - Number(level);
}
