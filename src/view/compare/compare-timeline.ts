/**
 * The shared timeline: a column per moment, a lane per actor with a rail for each machine, and a flag
 * over each moment at which the two are not the same.
 */
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';
import { stepScale, type StepScale } from '../timeline/timeline-layout.ts';
import type { TimelineMark } from '../timeline/timeline-model.ts';
import { MARK_KINDS, stepLabel, type MarkKind } from '../timeline/mark-kinds.ts';
import { firstDivergence, type Moment, type MomentMark } from './compare-runs.ts';

export const COMPARE_LANES = {
  side: 26,
  flagY: 15,
  top: 26,
  /** Two rails, and what is between two actors. */
  laneHeight: 46,
  leftRail: 13,
  rightRail: 32,
  axis: 24,
  stepMin: 17,
  stepMax: 56,
} as const;

export interface CompareMark {
  readonly key: string;
  /** Moment. */
  readonly n: number;
  readonly side: 'left' | 'right';
  readonly actor: number;
  readonly x: number;
  readonly y: number;
  readonly kind: MarkKind;
  readonly state: TimelineMark['state'];
  readonly violated: boolean;
  readonly title: string;
}

export interface CompareFlag {
  readonly key: string;
  readonly moment: number;
  readonly mark: MomentMark;
  readonly x: number;
  readonly symbol: string;
  /** The first moment at which the two are not the same. */
  readonly first: boolean;
  readonly title: string;
}

export interface CompareTimeline {
  readonly width: number;
  readonly height: number;
  readonly stepWidth: number;
  /** Middle of a moment. */
  readonly x: StepScale;
  readonly lanes: readonly {
    readonly key: string;
    readonly actor: number;
    readonly title: string;
    readonly y: number;
  }[];
  readonly marks: readonly CompareMark[];
  readonly flags: readonly CompareFlag[];
  readonly ticks: readonly { readonly n: number; readonly x: number }[];
  readonly cursorX: number;
}

/** All of it that stays when the cursor moves: every mark is ahead. */
export type CompareTimelineBase = Omit<CompareTimeline, 'cursorX'>;

export interface CompareTimelineRequest {
  readonly actors: readonly ActorInfo[];
  readonly moments: readonly Moment[];
  readonly left: readonly StepRecord[];
  readonly right: readonly StepRecord[];
  readonly names: { readonly left: string; readonly right: string };
  readonly width: number;
  /** How far it is scrolled: only what is in view is drawn, and a window's width on either side. */
  readonly scrolled: number;
  /** 1: all of it fits if it can. */
  readonly zoom: number;
}

const SYMBOLS: Readonly<Record<MomentMark, string>> = {
  same: '',
  left: '◧',
  right: '◨',
  step: '≠',
  state: '≠',
  agrees: '=',
};

export function compareTimeline(
  request: CompareTimelineRequest & { readonly position: number },
): CompareTimeline {
  return timelineAt(timelineBase(request), request.position);
}

/** The same with the cursor at a moment. */
export function timelineAt(base: CompareTimelineBase, position: number): CompareTimeline {
  const marks = base.marks.map((mark): CompareMark => {
    if (mark.n > position) return mark;
    return { ...mark, state: mark.n === position ? 'now' : 'done' };
  });
  return { ...base, marks, cursorX: COMPARE_LANES.side + position * base.stepWidth };
}

export function timelineBase(request: CompareTimelineRequest): CompareTimelineBase {
  const { actors, moments, width, zoom } = request;
  const { axis, laneHeight, side, stepMax, stepMin, top } = COMPARE_LANES;
  const fitting = (width - 2 * side) / Math.max(moments.length, 1);
  const stepWidth = Math.max(stepMin, Math.min(fitting, stepMax)) * zoom;
  const x = stepScale(side - stepWidth / 2, stepWidth);
  const laneY = (actor: number): number => top + actor * laneHeight;
  const every = Math.max(1, Math.ceil(24 / stepWidth));
  const shown = shownMoments(request, stepWidth);
  return {
    width: Math.max(width, 2 * side + moments.length * stepWidth),
    height: top + actors.length * laneHeight + axis,
    stepWidth,
    x,
    lanes: actors.map(({ id, title }, actor) => ({ key: id, actor, title, y: laneY(actor) })),
    marks: shown.flatMap(({ moment, n }) => marksOf(request, { moment, n, x: x(n) })),
    flags: flagsOf(request, { shown, x }),
    ticks: shown.flatMap(({ n }) => (n % every === 0 ? [{ n, x: x(n) }] : [])),
  };
}

interface ShownMoment {
  readonly moment: Moment;
  /** Its number, from 1 on. */
  readonly n: number;
}

/** By whole windows, so that scrolling a little draws nothing anew. */
function shownMoments(
  { moments, scrolled, width }: CompareTimelineRequest,
  stepWidth: number,
): ShownMoment[] {
  const window = Math.max(width, 1);
  const page = Math.floor(scrolled / window);
  const from = Math.max(0, Math.floor(((page - 1) * window) / stepWidth));
  const to = Math.ceil(((page + 3) * window) / stepWidth);
  return moments.slice(from, to).map((moment, i) => ({ moment, n: from + i + 1 }));
}

function marksOf(
  { left, names, right }: CompareTimelineRequest,
  { moment, n, x }: { moment: Moment; n: number; x: number },
): CompareMark[] {
  const { laneHeight, leftRail, rightRail, top } = COMPARE_LANES;
  const sides = [
    { side: 'left', record: left[moment.left - 1], rail: leftRail, name: names.left },
    { side: 'right', record: right[moment.right - 1], rail: rightRail, name: names.right },
  ] as const;
  return sides.flatMap(({ name, rail, record, side }) => {
    if (record === undefined) return [];
    const { access, choice, violations } = record;
    return [
      {
        key: `${side}-${n}`,
        n,
        side,
        actor: choice.actor,
        x,
        y: top + choice.actor * laneHeight + rail,
        kind: MARK_KINDS[access],
        state: 'ahead',
        violated: violations.length > 0,
        title: `${n}, ${name}: ${stepLabel(record)}: ${record.text}`,
      },
    ];
  });
}

function flagsOf(
  { moments, names }: CompareTimelineRequest,
  { shown, x }: { readonly shown: readonly ShownMoment[]; readonly x: (moment: number) => number },
): CompareFlag[] {
  const first = firstDivergence(moments);
  return shown.flatMap(({ moment, n }) => {
    if (moment.mark === 'same') return [];
    const title = markText(moment, names);
    const flag = { key: `flag-${n}`, moment: n, mark: moment.mark, x: x(n) };
    return [{ ...flag, symbol: SYMBOLS[moment.mark], first: n === first, title }];
  });
}

/** What a moment is, in words. */
export function markText(
  { begins, mark }: Moment,
  names: { readonly left: string; readonly right: string },
): string {
  switch (mark) {
    case 'same':
      return 'both do the same';
    case 'left':
      return `only ${names.left} does this step`;
    case 'right':
      return `only ${names.right} does this step`;
    case 'step':
      return 'both do this step, but not the same by it';
    case 'state':
      return `both do the same, and ${begins.length === 1 ? 'something differs' : `${begins.length} things differ`} from here on`;
    case 'agrees':
      return 'something is the same again';
  }
}

/** The moment under a place of the picture. */
export function momentAt(
  { stepWidth }: Pick<CompareTimeline, 'stepWidth'>,
  count: number,
  pixels: number,
): number {
  const moment = Math.ceil((pixels - COMPARE_LANES.side) / stepWidth);
  return Math.max(0, Math.min(moment, count));
}
