/**
 * The states an SPTE can be in, as a small chart: lit where it is now, with the way it came, the last
 * change as an arrow, and thin arrows to where the state machine lets it go from here.
 */
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { SpteEdge } from '../../engine/spte-states/transition.ts';
import { accessWords } from '../spte/access-words.ts';
import type { SpteChange } from '../spte/history.ts';
import { kindSentence, kindWord } from '../spte/kind-words.ts';
import { lostLetters, letterOf } from '../spte/letters.ts';
import { actorTitle, type PictureInput } from '../spte/picture-input.ts';
import type { SpteJudgement } from '../spte/describe-judgement.ts';
import { judgeRecord } from '../spte/judge-record.ts';
import { listed } from '../spte/text.ts';
import { CHART, arrowPath, placesOf, type Place } from './chart-geometry.ts';
import { edgesFrom, nextMoves, type NextMove } from './next-moves.ts';
import type { SelectedPicture } from './selected-spte.ts';

export interface StatePill extends Place {
  readonly word: string;
  readonly meaning: string;
  readonly current: boolean;
  /** Where the last change came from. */
  readonly previous: boolean;
}

/** `last` is the last change, `walked` an earlier one, `next` one that may follow. */
export type ArrowKind = 'last' | 'walked' | 'next';

export interface ChartArrow {
  readonly key: string;
  readonly kind: ArrowKind;
  readonly path: string;
}

export interface StateChart {
  readonly width: number;
  readonly height: number;
  readonly pills: readonly StatePill[];
  readonly arrows: readonly ChartArrow[];
  readonly current: SpteKind;
  readonly meaning: string;
  readonly change: LastChange | null;
  readonly next: readonly NextMove[];
}

/** The last change in words, and the step that made it. */
export interface LastChange {
  readonly text: string;
  readonly step: number;
  readonly lost: boolean;
  /** What the state machine says of it. */
  readonly judgement: SpteJudgement | null;
}

export function stateChart(
  input: PictureInput,
  selected: SelectedPicture,
  graph: readonly SpteEdge[],
): StateChart {
  const { position } = input;
  const past = selected.history.filter(({ record }) => record.n <= position);
  const ways = past.map((change) => wayOf(input.layout, change, selected.level));
  const last = past.at(-1) ?? null;
  const from = ways.at(-1)?.from ?? null;
  const edges = edgesFrom(input, selected, graph);
  const places = placesOf(selected.level);
  return {
    width: CHART.width,
    height: Math.max(...places.map(({ y }) => y)) + CHART.pillHeight + 2,
    pills: places.map((place) => pillOf(place, { current: selected.kind, from })),
    arrows: arrowsOf(places, { ways, edges }),
    current: selected.kind,
    meaning: kindSentence(selected.kind),
    change: last === null ? null : lastChange(input, { change: last, from, selected }),
    next: nextMoves(edges),
  };
}

interface Way {
  readonly from: SpteKind;
  readonly to: SpteKind;
}

function wayOf(layout: SpteLayout, { old, new: after }: SpteChange, level: number): Way {
  return { from: spteKind(layout, old, level), to: spteKind(layout, after, level) };
}

function lastChange(
  { actors, layout }: PictureInput,
  {
    change,
    from,
    selected,
  }: { change: SpteChange; from: SpteKind | null; selected: SelectedPicture },
): LastChange {
  const { record } = change;
  const lost = lostLetters(layout, change).map((name) => letterOf(layout, name));
  const who = `${actorTitle(actors, record.choice.actor)}, ${accessWords(record.access)}`;
  const states =
    from === selected.kind
      ? `still ${kindWord(selected.kind)}`
      : `${kindWord(from ?? 'none')} → ${kindWord(selected.kind)}`;
  const loss = lost.length > 0 ? `, ${listed(lost)} lost` : '';
  return {
    text: `${states}: ${who}${loss}`,
    step: record.n,
    lost: lost.length > 0,
    judgement: judgeRecord(layout, record),
  };
}

function pillOf(
  place: Place,
  { current, from }: { current: SpteKind; from: SpteKind | null },
): StatePill {
  const { kind } = place;
  return {
    ...place,
    word: kindWord(kind),
    meaning: kindSentence(kind),
    current: kind === current,
    previous: kind === from && from !== current,
  };
}

/** One arrow for each two states: the last change before others, and what may follow last. */
function arrowsOf(
  places: readonly Place[],
  { edges, ways }: { edges: readonly SpteEdge[]; ways: readonly Way[] },
): readonly ChartArrow[] {
  const arrows = new Map<string, ChartArrow>();
  const add = ({ from, to }: Way, kind: ArrowKind): void => {
    const source = places.find((place) => place.kind === from);
    const target = places.find((place) => place.kind === to);
    const key = `${from}-${to}`;
    if (source === undefined || target === undefined || from === to || arrows.has(key)) return;
    arrows.set(key, { key, kind, path: arrowPath(source, target) });
  };
  ways.slice(-1).forEach((way) => {
    add(way, 'last');
  });
  ways.forEach((way) => {
    add(way, 'walked');
  });
  edges.forEach((edge) => {
    add(edge, 'next');
  });
  return [...arrows.values()];
}
