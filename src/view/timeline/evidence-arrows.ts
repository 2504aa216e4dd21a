/** Arrows of a violation: from the read that went stale, and from what it overwrote. */
import type { ViolationInfo } from '../../protocol/run.ts';
import { smoothThrough, type Point } from '../path/smooth-path.ts';
import type { LabelSpot } from './place-labels.ts';

export type ArrowKind = 'stale-snapshot' | 'lost-bits';

export interface EvidenceArrow {
  readonly key: string;
  readonly kind: ArrowKind;
  /** SVG path, from the earlier step to the violating one. */
  readonly path: string;
  readonly label: string;
  /** Where the label may go, best first. */
  readonly spots: readonly LabelSpot[];
}

/** Marks are about 15 px across; arrows begin and end at their rim. */
const RIM = 11;

export function evidenceArrows(
  violation: ViolationInfo,
  /** Middle of the mark of a step; null if it is not on the picture. */
  placeOf: (step: number) => Point | null,
): EvidenceArrow[] {
  const to = placeOf(violation.step);
  if (to === null) return [];
  const { setAt, readAt, lostBits, step } = violation;
  const arrows: EvidenceArrow[] = [];
  const read = readAt === null ? null : placeOf(readAt);
  if (read !== null) {
    const through = arch(read, to);
    arrows.push({
      key: `stale/${step}`,
      kind: 'stale-snapshot',
      path: smoothThrough(through),
      label: 'stale snapshot',
      spots: labelSpots(through),
    });
  }
  const set = setAt === null ? null : placeOf(setAt);
  if (set !== null) {
    const through = descent(set, to);
    arrows.push({
      key: `lost/${step}`,
      kind: 'lost-bits',
      path: smoothThrough(through),
      label: `${lostBits.join(' ')} lost`,
      spots: labelSpots(through),
    });
  }
  return arrows;
}

/** Over the marks between, when both ends are on one lane. */
function arch(from: Point, to: Point): Point[] {
  if (from.y !== to.y) return descent(from, to);
  const rise = Math.min(18, 8 + Math.abs(to.x - from.x) / 20);
  const top = Math.max(from.y - RIM - rise, 0);
  const shoulder = (to.x - from.x) * 0.2;
  return [
    { x: from.x, y: from.y - RIM },
    { x: from.x + shoulder, y: top + 3 },
    { x: to.x - shoulder, y: top + 3 },
    { x: to.x, y: to.y - RIM },
  ];
}

/** From one lane to another, without running through the marks on the way. */
function descent(from: Point, to: Point): Point[] {
  const down = to.y > from.y ? 1 : -1;
  const middle = (from.y + to.y) / 2;
  return [
    { x: from.x, y: from.y + down * RIM },
    { x: from.x + (to.x - from.x) * 0.25, y: middle - down * 4 },
    { x: from.x + (to.x - from.x) * 0.8, y: middle + down * 2 },
    { x: to.x, y: to.y - down * RIM },
  ];
}

/** Along the middle of the arrow: over it, else under it, else in what room there is near it. */
function labelSpots(through: readonly Point[]): LabelSpot[] {
  const [, a = { x: 0, y: 0 }, b = a] = through;
  const along = [-5, 13, -18, 26].flatMap((lift) =>
    [0.5, 0.3, 0.7, 0.1, 0.9].map((t) => ({
      x: a.x + (b.x - a.x) * t,
      y: a.y + (b.y - a.y) * t + lift,
    })),
  );
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  return [...along, ...[40, -40, 80, -80].map((aside) => ({ x: x + aside, y: y + 3 }))];
}
