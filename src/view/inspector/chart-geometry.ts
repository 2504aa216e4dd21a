/** Where the states of an SPTE stand in their chart, and how an arrow goes from one to another. */
import type { Point } from '../path/smooth-path.ts';
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

/** From a place to another one, bent by two points. */
type Curve = readonly [from: Point, leaving: Point, arriving: Point, to: Point];

/** From one pill to another one. */
export function arrowPath(source: Point, target: Point): string {
  const [from, leaving, arriving, to] = curveOf(source, target);
  if (from.y === to.y) return `M${at(from)}L${at(to)}`;
  return `M${at(from)}C${at(leaving)} ${at(arriving)} ${at(to)}`;
}

/** Nearer to its beginning than to its end: the way back has its label at the other end. */
const LABEL_AT = 0.38;
/** From a straight arrow's line. */
const LABEL_ABOVE = 5;

/** Where an arrow's label stands: on a bent one; above a straight one, or below if it leads back. */
export function labelPlace(source: Point, target: Point): Point {
  const [from, leaving, arriving, to] = curveOf(source, target);
  const x = (t: number): number => bezier([from.x, leaving.x, arriving.x, to.x], t);
  if (from.y === to.y && leaving.y === from.y) {
    return { x: x(0.5), y: from.y + (to.x > from.x ? -LABEL_ABOVE : LABEL_ABOVE) };
  }
  return { x: x(LABEL_AT), y: bezier([from.y, leaving.y, arriving.y, to.y], LABEL_AT) };
}

function bezier([a, b, c, d]: readonly [number, number, number, number], t: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

function at({ x, y }: Point): string {
  return `${x},${y}`;
}

function curveOf(source: Point, target: Point): Curve {
  if (source.y !== target.y) return toOtherRow(source, target);
  const step = CHART.pillWidth + CHART.columnGap;
  if (Math.abs(target.x - source.x) > step) return arch(source, target);
  const right = target.x > source.x;
  const y = source.y + CHART.pillHeight / 2;
  const start = { x: source.x + (right ? CHART.pillWidth : 0), y };
  const end = { x: target.x + (right ? -HEAD : CHART.pillWidth + HEAD), y };
  return [start, start, end, end];
}

/** Leaves and arrives vertically; beside the pill in between, if it is straight behind that. */
function toOtherRow(source: Point, target: Point): Curve {
  const rows = Math.abs(target.y - source.y) / (CHART.pillHeight + CHART.rowGap);
  if (source.x === target.x && rows > 1) return detour(source, target);
  const down = target.y > source.y;
  const middle = CHART.pillWidth / 2;
  const start = { x: source.x + middle, y: source.y + (down ? CHART.pillHeight : 0) };
  const end = { x: target.x + middle, y: target.y + (down ? -HEAD : CHART.pillHeight + HEAD) };
  const y = (start.y + end.y) / 2;
  return [start, { x: start.x, y }, { x: end.x, y }, end];
}

/** How far it swings out to the left. */
const SWING = 13;

function detour(source: Point, target: Point): Curve {
  const start = source.y + CHART.pillHeight / 2;
  const end = target.y + CHART.pillHeight / 2;
  const x = source.x - SWING;
  return [
    { x: source.x, y: start },
    { x, y: start },
    { x, y: end },
    { x: source.x - HEAD, y: end },
  ];
}

/** Over the pill in between. */
function arch(source: Point, target: Point): Curve {
  const start = source.x + CHART.pillWidth / 2;
  const end = target.x + CHART.pillWidth / 2;
  const y = source.y - CHART.top + 4;
  return [
    { x: start, y: source.y },
    { x: start, y },
    { x: end, y },
    { x: end, y: target.y - HEAD },
  ];
}
