/** Where the states of an SPTE stand in their chart, and how an arrow goes from one to another. */
import { bumpDown, type Point } from '../path/smooth-path.ts';
import type { SpteKind } from '../../engine/layout/spte-kind.ts';

export const CHART = {
  width: 312,
  pillWidth: 92,
  pillHeight: 23,
  columnGap: 18,
  rowGap: 19,
  top: 17,
};

const LEAF_ROWS: readonly (readonly SpteKind[])[] = [
  ['none', 'WC', 'WD'],
  ['frozen', 'WP', 'AT'],
  ['mmio', 'RO', 'WT'],
];

export interface Place {
  readonly kind: SpteKind;
  readonly x: number;
  readonly y: number;
}

/** All states that an entry of a level can be in: only above the last one may it lead to a table. */
export function placesOf(level: number): readonly Place[] {
  const rows = level === 1 ? LEAF_ROWS : [...LEAF_ROWS, ['nonleaf'] satisfies SpteKind[]];
  return rows.flatMap((row, rowIndex) =>
    row.map((kind, column) => ({
      kind,
      x: column * (CHART.pillWidth + CHART.columnGap),
      y: CHART.top + rowIndex * (CHART.pillHeight + CHART.rowGap),
    })),
  );
}

/** Room that the head of the arrow takes before the pill's edge. */
const HEAD = 6;

/** From one pill to another one. */
export function arrowPath(source: Point, target: Point): string {
  if (source.y !== target.y) return bump(source, target);
  const right = target.x > source.x;
  const step = CHART.pillWidth + CHART.columnGap;
  if (Math.abs(target.x - source.x) > step) return arch(source, target);
  const y = source.y + CHART.pillHeight / 2;
  const start = source.x + (right ? CHART.pillWidth : 0);
  const end = target.x + (right ? -HEAD : CHART.pillWidth + HEAD);
  return `M${start},${y}L${end},${y}`;
}

/** To another row; beside the pill in between, if it is straight behind that. */
function bump(source: Point, target: Point): string {
  const rows = Math.abs(target.y - source.y) / (CHART.pillHeight + CHART.rowGap);
  if (source.x === target.x && rows > 1) return detour(source, target);
  const down = target.y > source.y;
  const middle = CHART.pillWidth / 2;
  return bumpDown(
    { x: source.x + middle, y: source.y + (down ? CHART.pillHeight : 0) },
    { x: target.x + middle, y: target.y + (down ? -HEAD : CHART.pillHeight + HEAD) },
  );
}

/** How far it swings out to the left. */
const SWING = 13;

function detour(source: Point, target: Point): string {
  const start = source.y + CHART.pillHeight / 2;
  const end = target.y + CHART.pillHeight / 2;
  const out = source.x - SWING;
  return `M${source.x},${start}C${out},${start} ${out},${end} ${source.x - HEAD},${end}`;
}

/** Over the pill in between. */
function arch(source: Point, target: Point): string {
  const start = source.x + CHART.pillWidth / 2;
  const end = target.x + CHART.pillWidth / 2;
  const over = source.y - CHART.top + 4;
  return `M${start},${source.y}C${start},${over} ${end},${over} ${end},${target.y - HEAD}`;
}
