/** The picture of a state space: how many states there are at each distance from the start. */
import { countText } from '../../explorer/compare-columns.ts';
import type { DepthRow, DepthTarget } from '../../protocol/explore.ts';

export interface SpaceBar {
  readonly key: string;
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly violating: boolean;
  readonly ends: boolean;
  /** What going there shows: a violation if there is one. */
  readonly target: DepthTarget;
  readonly text: string;
}

export interface StateSpace {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly SpaceBar[];
}

const HEIGHT = 96;
/** Room below for the marks, so that colour is not the only cue. */
const MARKS_HEIGHT = 12;
const BAR_HEIGHT_MIN = 2;

export function stateSpace(rows: readonly DepthRow[], width: number): StateSpace {
  const most = Math.max(1, ...rows.map(({ states }) => states));
  const step = width / Math.max(1, rows.length);
  const bars = rows.map(({ depth, states, ends, violating }) => {
    // By the square root: a state space is a few states at both ends and thousands in between.
    const height = Math.max(BAR_HEIGHT_MIN, HEIGHT * Math.sqrt(states / most));
    const target: DepthTarget = violating > 0 ? 'violation' : ends > 0 ? 'end' : 'any';
    return {
      key: String(depth),
      depth,
      x: depth * step,
      y: (HEIGHT - height) / 2,
      width: step,
      height,
      violating: violating > 0,
      ends: ends > 0,
      target,
      text: barText({ depth, states, ends, violating }),
    };
  });
  return { width, height: HEIGHT + MARKS_HEIGHT, bars };
}

function barText({ depth, states, ends, violating }: DepthRow): string {
  const marks = [
    ...(violating > 0 ? [`${countText(violating, 'state')} before a violation`] : []),
    ...(ends > 0 ? [countText(ends, 'end')] : []),
  ];
  return [
    `${countText(depth, 'step')} from the start: ${countText(states, 'state')}`,
    ...marks,
  ].join(', ');
}
