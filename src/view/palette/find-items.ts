/** What of the palette's items is shown for what was typed. */
import { matchWords } from './match-words.ts';

export type PaletteGroup =
  'Commands' | 'Actors' | 'Kernels' | 'Outcomes' | 'Steps' | 'Runs' | 'Scenarios';

export interface PaletteItem {
  /** Unique. */
  readonly key: string;
  readonly group: PaletteGroup;
  readonly title: string;
  /** Beside the title, and looked through as well: `k`, `12 steps`. */
  readonly detail: string;
  /** Shown beside it: names of keys. */
  readonly keys: readonly string[];
  readonly run: () => unknown;
}

export interface FoundItem {
  readonly item: PaletteItem;
  /** Which characters of the title were meant. */
  readonly at: readonly number[];
}

export interface FoundGroup {
  readonly group: PaletteGroup;
  readonly found: readonly FoundItem[];
  /** How many more there are of it. */
  readonly more: number;
}

/** Of a group, while nothing is typed and when something is: a list that is read, not scrolled through. */
const SHOWN = { unasked: 6, asked: 12 };
/** A word of the detail counts less than one of the title. */
const DETAIL_SHARE = 0.4;

interface Scored extends FoundItem {
  readonly score: number;
}

/** By group; the group with the best match comes first, and in it the best match. */
export function findItems(typed: string, items: readonly PaletteItem[]): FoundGroup[] {
  const asked = typed.trim() !== '';
  const groups = new Map<PaletteGroup, Scored[]>();
  for (const item of items) {
    const scored = asked ? scoreItem(typed, item) : { item, at: [], score: 0 };
    if (scored === null) continue;
    const group = groups.get(item.group);
    if (group === undefined) groups.set(item.group, [scored]);
    else group.push(scored);
  }
  const ordered = [...groups].map(([group, scored]) => {
    // Sorting is stable: equals stay in the order given.
    const found = asked ? [...scored].sort((a, b) => b.score - a.score) : scored;
    return { group, found, best: found[0]?.score ?? 0 };
  });
  if (asked) ordered.sort((a, b) => b.best - a.best);
  const most = asked ? SHOWN.asked : SHOWN.unasked;
  return ordered.map(({ group, found }) => ({
    group,
    found: found.slice(0, most),
    more: Math.max(0, found.length - most),
  }));
}

function scoreItem(typed: string, item: PaletteItem): Scored | null {
  const { title, detail, group } = item;
  const inTitle = matchWords(typed, title);
  if (inTitle !== null) return { item, at: inTitle.at, score: inTitle.score };
  const anywhere = matchWords(typed, `${title} ${detail} ${group}`, 'whole');
  if (anywhere === null) return null;
  const at = anywhere.at.filter((index) => index < title.length);
  return { item, at, score: anywhere.score * DETAIL_SHARE };
}
