/** The map as text: how many pages are in which state, and where those of one state lie together. */
import { PAGE } from '../../trace/reports/page-code.ts';
import { RANK_OF, pageWords, rankMeaning, stateWord, type PageState } from './page-rank.ts';

export interface MapRange {
  readonly gfnFirst: number;
  readonly gfnLast: number;
  readonly words: string;
  readonly isFinding: boolean;
}

export interface MapTexts {
  /** Pages by state, most first; empty ones are not counted. */
  readonly totals: readonly {
    readonly state: PageState;
    readonly word: string;
    readonly pages: number;
  }[];
  readonly findings: number;
  readonly changed: number;
  readonly huge: number;
  /** The first ones, with all that have a finding before the others. */
  readonly ranges: readonly MapRange[];
  readonly rangeCount: number;
}

const RANGES_MAX = 200;

export function mapTexts(codes: Uint8Array, gfnFirst: number): MapTexts {
  const counts = new Float64Array(256);
  const found: MapRange[] = [];
  const others: MapRange[] = [];
  let rangeCount = 0;
  for (let start = 0; start < codes.length;) {
    const code = codes[start] ?? 0;
    let end = start + 1;
    while (end < codes.length && codes[end] === code) end += 1;
    counts[code] = (counts[code] ?? 0) + end - start;
    if (code !== 0) {
      rangeCount += 1;
      const isFinding = (code & PAGE.FINDING) !== 0;
      const list = isFinding ? found : others;
      if (list.length < RANGES_MAX) {
        const gfnLast = gfnFirst + end - 1;
        list.push({ gfnFirst: gfnFirst + start, gfnLast, words: pageWords(code), isFinding });
      }
    }
    start = end;
  }
  const sum = (bit: number): number =>
    counts.reduce((total, count, code) => ((code & bit) === 0 ? total : total + count), 0);
  return {
    totals: totalsOf(counts),
    findings: sum(PAGE.FINDING),
    changed: sum(PAGE.CHANGED),
    huge: sum(PAGE.HUGE),
    ranges: [...found, ...others].slice(0, RANGES_MAX),
    rangeCount,
  };
}

function totalsOf(counts: Float64Array): MapTexts['totals'] {
  const totals = new Map<PageState, number>();
  counts.forEach((pages, code) => {
    const { state } = rankMeaning(RANK_OF[code] ?? 0);
    if (pages > 0 && state !== 'none') totals.set(state, (totals.get(state) ?? 0) + pages);
  });
  return [...totals]
    .map(([state, pages]) => ({ state, word: stateWord(state), pages }))
    .sort((a, b) => b.pages - a.pages);
}
