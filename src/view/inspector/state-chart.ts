/**
 * The states an SPTE can be in, as a small chart: lit where it is now, with an arrow from where the
 * last change took it. The rarer states have a row of their own, shown once the run has been there.
 */
import { link, curveBumpY } from 'd3-shape';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { accessWords } from '../spte/access-words.ts';
import type { SpteChange } from '../spte/history.ts';
import { kindSentence, kindWord } from '../spte/kind-words.ts';
import { lostLetters, letterOf } from '../spte/letters.ts';
import { actorTitle, type PictureInput } from '../spte/picture-input.ts';
import { listed } from '../spte/text.ts';
import type { SelectedPicture } from './selected-spte.ts';

export const CHART = {
  width: 312,
  pillWidth: 92,
  pillHeight: 23,
  columnGap: 18,
  rowGap: 15,
  top: 17,
};

const ROWS: readonly (readonly SpteKind[])[] = [
  ['none', 'WC', 'WD'],
  ['frozen', 'WP', 'AT'],
  ['RO', 'WT', 'mmio'],
];
const TABLE_ROWS: readonly (readonly SpteKind[])[] = [['none', 'nonleaf', 'frozen']];

export interface StatePill {
  readonly kind: SpteKind;
  readonly word: string;
  readonly meaning: string;
  readonly x: number;
  readonly y: number;
  readonly current: boolean;
  /** Where the last change came from. */
  readonly previous: boolean;
}

export interface StateChart {
  readonly width: number;
  readonly height: number;
  readonly pills: readonly StatePill[];
  /** From the previous state to this one. */
  readonly arrow: { readonly path: string; readonly lost: boolean } | null;
  readonly current: SpteKind;
  readonly meaning: string;
  /** The last change in words, and the step that made it. */
  readonly change: { readonly text: string; readonly step: number; readonly lost: boolean } | null;
}

export function stateChart(input: PictureInput, selected: SelectedPicture): StateChart {
  const { layout, position } = input;
  const last = selected.history.findLast(({ record }) => record.n <= position) ?? null;
  const from = last === null ? null : spteKind(layout, last.old, selected.level);
  const pills = pillsOf({ layout, selected, from });
  const lost = last === null ? [] : lostLetters(layout, last).map((name) => letterOf(layout, name));
  return {
    width: CHART.width,
    height: Math.max(...pills.map(({ y }) => y)) + CHART.pillHeight + 2,
    pills,
    arrow: arrowOf(pills, { from, to: selected.kind, lost: lost.length > 0 }),
    current: selected.kind,
    meaning: kindSentence(selected.kind),
    change: last === null ? null : changeText(input, { change: last, from, lost, selected }),
  };
}

function changeText(
  { actors }: PictureInput,
  {
    change,
    from,
    lost,
    selected,
  }: {
    change: SpteChange;
    from: SpteKind | null;
    lost: readonly string[];
    selected: SelectedPicture;
  },
): StateChart['change'] {
  const { record } = change;
  const who = `${actorTitle(actors, record.choice.actor)}, ${accessWords(record.access)}`;
  const states =
    from === selected.kind
      ? `still ${kindWord(selected.kind)}`
      : `${kindWord(from ?? 'none')} → ${kindWord(selected.kind)}`;
  const loss = lost.length > 0 ? `, ${listed(lost)} lost` : '';
  return { text: `${states}: ${who}${loss}`, step: record.n, lost: lost.length > 0 };
}

function pillsOf({
  from,
  layout,
  selected,
}: {
  layout: SpteLayout;
  selected: SelectedPicture;
  from: SpteKind | null;
}): StatePill[] {
  const visited = new Set<SpteKind>([selected.kind]);
  for (const change of selected.history) {
    visited.add(spteKind(layout, change.old, selected.level));
    visited.add(spteKind(layout, change.new, selected.level));
  }
  return rowsFor(visited, selected.level).flatMap((row, rowIndex) =>
    row.map((kind, column) => ({
      kind,
      word: kindWord(kind),
      meaning: kindSentence(kind),
      x: column * (CHART.pillWidth + CHART.columnGap),
      y: CHART.top + rowIndex * (CHART.pillHeight + CHART.rowGap),
      current: kind === selected.kind,
      previous: kind === from && from !== selected.kind,
    })),
  );
}

/** The rows of a leaf or of a link to a table; a huge page above level 1 may have been either. */
function rowsFor(visited: ReadonlySet<SpteKind>, level: number): readonly (readonly SpteKind[])[] {
  const rare = ROWS.slice(2).filter((row) => row.some((kind) => visited.has(kind)));
  const leaf = [...ROWS.slice(0, 2), ...rare];
  if (level === 1) return leaf;
  const common = new Set(TABLE_ROWS.flat());
  return [...visited].every((kind) => common.has(kind))
    ? TABLE_ROWS
    : [...leaf, ['nonleaf'] satisfies SpteKind[]];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const between = link<{ source: Point; target: Point }, Point>(curveBumpY)
  .x(({ x }) => x)
  .y(({ y }) => y);

function arrowOf(
  pills: readonly StatePill[],
  { from, lost, to }: { from: SpteKind | null; to: SpteKind; lost: boolean },
): StateChart['arrow'] {
  const source = pills.find(({ kind }) => kind === from);
  const target = pills.find(({ kind }) => kind === to);
  if (source === undefined || target === undefined || source === target) return null;
  return { path: arrowPath(source, target), lost };
}

/** Room that the head of the arrow takes before the pill's edge. */
const HEAD = 6;

function arrowPath(source: StatePill, target: StatePill): string {
  if (source.y !== target.y) {
    const down = target.y > source.y;
    const middle = CHART.pillWidth / 2;
    return (
      between({
        source: { x: source.x + middle, y: source.y + (down ? CHART.pillHeight : 0) },
        target: { x: target.x + middle, y: target.y + (down ? -HEAD : CHART.pillHeight + HEAD) },
      }) ?? ''
    );
  }
  const right = target.x > source.x;
  const step = CHART.pillWidth + CHART.columnGap;
  if (Math.abs(target.x - source.x) <= step) {
    const y = source.y + CHART.pillHeight / 2;
    const start = source.x + (right ? CHART.pillWidth : 0);
    const end = target.x + (right ? -HEAD : CHART.pillWidth + HEAD);
    return `M${start},${y}L${end},${y}`;
  }
  const start = source.x + CHART.pillWidth / 2;
  const end = target.x + CHART.pillWidth / 2;
  const over = source.y - CHART.top + 4;
  return `M${start},${source.y}C${start},${over} ${end},${over} ${end},${target.y - HEAD}`;
}
