/**
 * Which of several pages a dot of the map shows, when it has room for one: what was found wins over what
 * changed lately, and that over the state; of states, the one that is rarer and says more.
 */
import type { SpteKind } from '../../engine/layout/spte-kind.ts';
import { SPTE_STATES } from '../../engine/spte-states/moves.ts';
import { PAGE } from '../../trace/reports/page-code.ts';
import { kindWord } from '../spte/kind-words.ts';

export { RECENT_EVENTS } from '../../trace/reports/page-code.ts';

export type PageState = SpteKind | 'unknown';

/** From what gives way to what stays. */
const STATES: readonly PageState[] = [
  'none',
  'unknown',
  'nonleaf',
  'RO',
  'WD',
  'WC',
  'WT',
  'WP',
  'AT',
  'mmio',
  'frozen',
];
const COUNT = STATES.length;

/** Ranks are numbers below this one. */
export const RANKS = 3 * COUNT;

/** The rank of a page's byte. */
export const RANK_OF: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => rankOf(code));

function rankOf(code: number): number {
  const state = code & PAGE.STATE;
  const at = state === PAGE.UNKNOWN ? 1 : STATES.indexOf(SPTE_STATES[state] ?? 'none');
  if ((code & PAGE.FINDING) !== 0) return at + 2 * COUNT;
  return (code & PAGE.CHANGED) === 0 ? at : at + COUNT;
}

export interface RankMeaning {
  readonly state: PageState;
  readonly mark: 'finding' | 'changed' | 'none';
}

export function rankMeaning(rank: number): RankMeaning {
  const mark = rank >= 2 * COUNT ? 'finding' : rank >= COUNT ? 'changed' : 'none';
  return { state: STATES[rank % COUNT] ?? 'none', mark };
}

/** A letter for each state: colours do not tell all of them apart. */
const LETTERS: Readonly<Record<PageState, string>> = {
  none: '',
  unknown: '?',
  nonleaf: 'T',
  RO: 'R',
  WD: 'D',
  WC: 'C',
  WT: 'G',
  WP: 'P',
  AT: 'A',
  mmio: 'M',
  frozen: 'F',
};

export function stateLetter(state: PageState): string {
  return LETTERS[state];
}

export function stateWord(state: PageState): string {
  return state === 'unknown' ? 'not known' : kindWord(state);
}

/** What a page's byte says, in words: `dirty, accessed, part of a large page, with a finding`. */
export function pageWords(code: number): string {
  const { state } = rankMeaning(RANK_OF[code] ?? 0);
  const beside: readonly (readonly [number, string])[] = [
    [PAGE.ACCESSED, 'accessed'],
    [PAGE.HUGE, 'part of a large page'],
    [PAGE.CHANGED, 'changed lately'],
    [PAGE.FINDING, 'with a finding'],
  ];
  const words = beside.filter(([bit]) => (code & bit) !== 0).map(([, word]) => word);
  return [stateWord(state), ...words].join(', ');
}
