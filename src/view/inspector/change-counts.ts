/** How often an SPTE changes over all interleavings: numbers on the chart's arrows, and in words. */
import { SPTE_TRANSITIONS } from '../../engine/spte-states/transitions.ts';
import { boundText, countText, groupDigits } from '../../explorer/compare-columns.ts';
import type { ChangesReply, CountedChange } from '../../protocol/explore.ts';
import { kindWord } from '../spte/kind-words.ts';
import { arrowPath, labelPlace, placesOf } from './chart-geometry.ts';

export interface CountedArrow {
  readonly key: string;
  readonly path: string;
  /** Where the number stands. */
  readonly x: number;
  readonly y: number;
  /** `56`, `12k`; with a cross before it where the state machine does not allow all of them. */
  readonly label: string;
  readonly legal: boolean;
  /** `clean → dirty: 56` */
  readonly title: string;
}

export interface CountRow {
  readonly key: string;
  readonly count: string;
  /** `clean → dirty`, or `still clean` where only bits change. */
  readonly states: string;
  /** Null: the state machine allows no such change. */
  readonly transition: string | null;
}

export interface ChangeCounts {
  readonly arrows: readonly CountedArrow[];
  readonly rows: readonly CountRow[];
  readonly summary: string;
  /** What is true of all other changes. */
  readonly others: string;
}

const TITLES = new Map(SPTE_TRANSITIONS.map(({ id, title }) => [id, title]));

/** Null: nothing has been counted. */
export function changeCounts({ bound, changes, level, states }: ChangesReply): ChangeCounts | null {
  if (changes === null) return null;
  const total = changes.reduce((sum, { count }) => sum + count, 0);
  const scope =
    bound === null
      ? `every interleaving: ${countText(states, 'state')}`
      : `so far: ${boundText(bound, states)}`;
  return {
    arrows: countedArrows(changes, level),
    rows: changes.map(rowOf),
    summary: `${total === 0 ? 'No change' : countText(total, 'change')}, ${scope}`,
    others: othersText(changes, bound !== null),
  };
}

/** While it is being counted. */
export function countingText({ progress, waits }: Underway): string {
  if (waits) return 'It is counted when the interleavings of this kernel have been searched.';
  if (progress === null) return 'Counting …';
  return `Counting: ${groupDigits(progress.done)} of ${groupDigits(progress.total)} states`;
}

interface Underway {
  /** In states; null before the first are told. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Nothing has been searched yet. */
  readonly waits: boolean;
}

/** Of what was not searched nothing is said but that. */
function othersText(changes: readonly CountedChange[], isBounded: boolean): string {
  if (isBounded) return 'What was not searched may change it in other ways, and more often.';
  return changes.length === 0
    ? 'No interleaving changes this SPTE.'
    : 'No interleaving changes it in any other way.';
}

function rowOf({ count, from, to, transition }: CountedChange): CountRow {
  return {
    key: `${from} ${to} ${transition ?? ''}`,
    count: groupDigits(count),
    states: statesText({ from, to }),
    transition: transition === null ? null : (TITLES.get(transition) ?? transition),
  };
}

function statesText({ from, to }: Pick<CountedChange, 'from' | 'to'>): string {
  return from === to ? `still ${kindWord(from)}` : `${kindWord(from)} → ${kindWord(to)}`;
}

/** One for each two states, whichever rows of the state machine lead there. */
function countedArrows(changes: readonly CountedChange[], level: number): CountedArrow[] {
  const places = placesOf(level);
  const keys = [...new Set(changes.map(({ from, to }) => `${from}-${to}`))];
  return keys.flatMap((key) => {
    const mine = changes.filter(({ from, to }) => key === `${from}-${to}`);
    const [{ from, to } = { from: 'none', to: 'none' } as const] = mine;
    const source = places.find(({ kind }) => kind === from);
    const target = places.find(({ kind }) => kind === to);
    if (from === to || source === undefined || target === undefined) return [];
    const count = mine.reduce((sum, one) => sum + one.count, 0);
    const legal = mine.every(({ transition }) => transition !== null);
    const title = `${statesText({ from, to })}: ${groupDigits(count)}${legal ? '' : ', not legal'}`;
    return [
      {
        key,
        path: arrowPath(source, target),
        ...labelPlace(source, target),
        label: `${legal ? '' : '✗'}${shortCount(count)}`,
        legal,
        title,
      },
    ];
  });
}

/** There is little room beside an arrow; the list has all digits. */
export function shortCount(count: number): string {
  if (count < 10_000) return String(count);
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}
