/** Zooming a picture of steps: which of them are wanted, how wide one is then, and what is seen of it. */
import type { ViolationInfo } from '../../protocol/run.ts';
import { stepsInView } from './minimap.ts';
import type { LockSpan } from './lock-spans.ts';
import type { StepScale } from './timeline-layout.ts';
import type { ZoomAnchor } from './zoom.ts';

/** A picture of steps, as far as zooming is concerned. */
export interface StepPicture {
  readonly x: StepScale;
  readonly stepWidth: number;
  /** Of the whole picture. */
  readonly width: number;
  readonly height: number;
  /** Where the numbers of the steps begin. */
  readonly axisTop: number;
  readonly cursorX: number;
  readonly steps: number;
}

/** From the first to the last step, both of them included. */
export interface StepSpan {
  readonly first: number;
  readonly last: number;
}

/** The steps between two places of the picture; what is swept over is taken as a whole. */
export function spanBetween({ steps, x }: StepPicture, from: number, to: number): StepSpan {
  const [left, right] = [x.invert(Math.min(from, to)), x.invert(Math.max(from, to))];
  const keep = (step: number): number => Math.max(Math.min(1, steps), Math.min(step, steps));
  return { first: keep(Math.round(left)), last: keep(Math.round(right)) };
}

/** Where a span is in the picture: half a step more on each side. */
export function spanEdges({ x }: Pick<StepPicture, 'x'>, { first, last }: StepSpan) {
  return { left: x(first - 0.5), right: x(last + 0.5) };
}

/** How much larger a step gets when a span fills what can be seen. */
export function zoomFactor(
  { stepWidth }: Pick<StepPicture, 'stepWidth'>,
  { first, last }: StepSpan,
  width: number,
): number {
  return width / (last - first + 1) / stepWidth;
}

/** The middle of a span in the middle of what can be seen. */
export function anchorOf({ first, last }: StepSpan, width: number): ZoomAnchor {
  return { step: (first + last) / 2, at: width / 2 };
}

/** How far the picture is scrolled then. */
export function leftOfAnchor({ at, step }: ZoomAnchor, { width, x }: StepPicture, seen: number) {
  return Math.max(0, Math.min(x(step) - at, width - seen));
}

export function spanText({ first, last }: StepSpan, unit: string): string {
  return first === last ? `${unit} ${first}` : `${unit}s ${first} to ${last}`;
}

export type SeenPicture = Pick<StepPicture, 'x' | 'steps'>;

interface Seen {
  readonly left: number;
  readonly width: number;
}

/** `steps 12 to 40 of 300 in view`, or that it is all of them. */
export function seenText(picture: SeenPicture, seen: Seen, unit: string): string {
  const { steps } = picture;
  const span = stepsInView(seen, picture.x.invert, steps);
  if (span.first === 1 && span.last === steps) return `all ${steps} ${unit}s in view`;
  return `${spanText(span, unit)} of ${steps} in view`;
}

/** The whole was asked for, and is more than marks that can be told apart have room for; empty if it fits. */
export function tooManyText(
  { stepWidth, steps }: Pick<StepPicture, 'stepWidth' | 'steps'>,
  { width, zoom }: { readonly width: number; readonly zoom: number },
  unit: string,
): string {
  const fitting = Math.floor(width / (stepWidth / zoom));
  if (fitting >= steps) return '';
  return `${steps} ${unit}s do not fit: ${fitting} of them are in view, as close together as they can be told apart.`;
}

/** From the step that the violation is about, to where it is one; with one more on each side. */
export function violationSpan(
  { readAt, setAt, step }: Pick<ViolationInfo, 'step' | 'setAt' | 'readAt'>,
  steps: number,
): StepSpan {
  const told = [step, setAt, readAt].filter((one): one is number => one !== null && one > 0);
  return widened({ first: Math.min(...told), last: Math.max(...told) }, steps);
}

/** The time somebody holds mmu_lock: around the position, else after it, else the last one. */
export function lockSpan(
  held: readonly LockSpan[],
  { position, steps }: { readonly position: number; readonly steps: number },
): StepSpan | null {
  const locks = held
    .filter(({ kind }) => kind !== 'rcu')
    .map(({ from, to }) => ({ first: Math.max(from, 1), last: to ?? steps }));
  const around = locks.find(({ first, last }) => first <= position && position <= last);
  const found = around ?? locks.find(({ first }) => first > position) ?? locks.at(-1);
  return found === undefined ? null : widened(found, steps);
}

function widened({ first, last }: StepSpan, steps: number): StepSpan {
  return { first: Math.max(1, first - 1), last: Math.min(steps, last + 1) };
}
