/** Where lanes and steps are, in pixels. */

/** Room left of the first step and right of the last one, for their labels. */
const SIDE = 34;
/** Closer than this, marks would touch. */
export const STEP_WIDTH_MIN = 19;
/** A run of few steps is not stretched beyond this. */
export const STEP_WIDTH_MAX = 96;

/** Above the first lane: room for arrows. */
const TOP = 10;
/** Two rows of labels need a roomy lane; one row fits a tight one. */
const LANE = { tight: 40, roomy: 54, max: 68 };
const RCU_LANE = 24;
/** Below the last lane: step numbers, and the tag of the cursor. */
const AXIS = 24;

export interface LanePlace {
  readonly top: number;
  readonly height: number;
  /** Middle of the marks. */
  readonly y: number;
  /** Baselines of the labels under the marks. */
  readonly labels: readonly number[];
}

/** Steps to pixels: a straight line, so d3-scale with its formats and colours would be too much. */
export interface StepScale {
  (step: number): number;
  readonly invert: (pixels: number) => number;
}

function stepScale(start: number, stepWidth: number): StepScale {
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
  const room = Math.floor((height - TOP - RCU_LANE - AXIS) / Math.max(lanes, 1));
  const laneHeight = room < LANE.roomy ? LANE.tight : Math.min(room, LANE.max);
  const rcuTop = TOP + lanes * laneHeight;
  return {
    width: Math.max(width, 2 * SIDE + steps * stepWidth),
    height: rcuTop + RCU_LANE + AXIS,
    x: stepScale(SIDE, stepWidth),
    stepWidth,
    lanes: Array.from({ length: lanes }, (_, lane) =>
      lanePlace(TOP + lane * laneHeight, laneHeight),
    ),
    rcu: { top: rcuTop, height: RCU_LANE, y: rcuTop + RCU_LANE / 2, labels: [] },
    axisY: rcuTop + RCU_LANE + AXIS - 8,
  };
}

function lanePlace(top: number, height: number): LanePlace {
  const roomy = height >= LANE.roomy;
  const y = top + (roomy ? 20 + (height - LANE.roomy) / 2 : 16);
  return { top, height, y, labels: roomy ? [y + 18, y + 30] : [y + 18] };
}

/** The position that is nearest to a place on the picture. */
export function positionAt({ x }: TimelineLayout, steps: number, pixels: number): number {
  return Math.max(0, Math.min(Math.round(x.invert(pixels)), steps));
}
