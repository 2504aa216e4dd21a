/** Where lanes and steps are, in pixels. */

/** Room left of the first step and right of the last one, for their labels. */
const SIDE = 34;
/** Closer than this, marks would touch. */
export const STEP_WIDTH_MIN = 19;
/** A run of few steps is not stretched beyond this. */
export const STEP_WIDTH_MAX = 96;

/** Two rows of labels need a roomy lane, one row fits a tight one; in a dense one they stand beside. */
const LANE = { dense: 17, tight: 40, roomy: 54, max: 68 };

interface Edges {
  /** Above the first lane: room for arrows. */
  readonly top: number;
  /** The lane of RCU. */
  readonly rcu: number;
  /** Below the last lane: step numbers, and the tag of the cursor. */
  readonly axis: number;
}

const EDGES: Edges = { top: 10, rcu: 24, axis: 24 };
const DENSE_EDGES: Edges = { top: 2, rcu: 14, axis: 18 };

export interface LanePlace {
  readonly top: number;
  readonly height: number;
  /** Middle of the marks. */
  readonly y: number;
  /** Baselines of the labels under the marks; none where there is only room beside them. */
  readonly labels: readonly number[];
}

/** Steps to pixels: a straight line, so d3-scale with its formats and colours would be too much. */
export interface StepScale {
  (step: number): number;
  readonly invert: (pixels: number) => number;
}

export function stepScale(start: number, stepWidth: number): StepScale {
  const scale = (step: number): number => start + step * stepWidth;
  return Object.assign(scale, { invert: (pixels: number) => (pixels - start) / stepWidth });
}

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  readonly x: StepScale;
  readonly stepWidth: number;
  readonly lanes: readonly LanePlace[];
  readonly rcu: LanePlace;
  /** Baseline of the step numbers. */
  readonly axisY: number;
}

export interface TimelineSize {
  readonly width: number;
  readonly height: number;
  /** 1: the whole run fits if it can. */
  readonly zoom: number;
}

export function timelineLayout(
  { steps, lanes }: { steps: number; lanes: number },
  { width, height, zoom }: TimelineSize,
): TimelineLayout {
  const fitting = (width - 2 * SIDE) / Math.max(steps, 1);
  const stepWidth = Math.max(STEP_WIDTH_MIN, Math.min(fitting, STEP_WIDTH_MAX)) * zoom;
  const { laneHeight, top, rcu, axis } = laneSizes(Math.max(lanes, 1), height);
  const rcuTop = top + lanes * laneHeight;
  return {
    width: Math.max(width, 2 * SIDE + steps * stepWidth),
    height: rcuTop + rcu + axis,
    x: stepScale(SIDE, stepWidth),
    stepWidth,
    lanes: Array.from({ length: lanes }, (_, lane) =>
      lanePlace(top + lane * laneHeight, laneHeight),
    ),
    rcu: { top: rcuTop, height: rcu, y: rcuTop + rcu / 2, labels: [] },
    axisY: rcuTop + rcu + axis - 8,
  };
}

/** All lanes in sight, if need be close together; closest of all they are scrolled. */
function laneSizes(lanes: number, height: number): Edges & { readonly laneHeight: number } {
  const room = ({ top, rcu, axis }: Edges): number =>
    Math.floor((height - top - rcu - axis) / lanes);
  const usual = room(EDGES);
  if (usual >= LANE.roomy) return { ...EDGES, laneHeight: Math.min(usual, LANE.max) };
  if (usual >= LANE.tight) return { ...EDGES, laneHeight: LANE.tight };
  const dense = Math.min(room(DENSE_EDGES), LANE.tight - 1);
  return { ...DENSE_EDGES, laneHeight: Math.max(dense, LANE.dense) };
}

function lanePlace(top: number, height: number): LanePlace {
  if (height < LANE.tight) return { top, height, y: top + height / 2, labels: [] };
  const roomy = height >= LANE.roomy;
  const y = top + (roomy ? 20 + (height - LANE.roomy) / 2 : 16);
  return { top, height, y, labels: roomy ? [y + 18, y + 30] : [y + 18] };
}

/** The position that is nearest to a place on the picture. */
export function positionAt({ x }: TimelineLayout, steps: number, pixels: number): number {
  return Math.max(0, Math.min(Math.round(x.invert(pixels)), steps));
}
