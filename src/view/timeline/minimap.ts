/** The whole run as a low strip: ticks per actor, violations, and a frame around the steps in view. */
import type { StepRecord } from '../../protocol/run.ts';

/** A run of fewer steps is in view as a whole, or nearly. */
export const MINIMAP_STEPS_MIN = 60;

const ROW = { height: 4, tick: 3, top: 2 };
const FRAME_WIDTH_MIN = 8;

export interface MinimapTicks {
  readonly actor: number;
  /** SVG path of one upright tick per pixel that has a step of this actor. */
  readonly path: string;
}

export interface Minimap {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly MinimapTicks[];
  readonly violations: readonly { readonly n: number; readonly x: number }[];
}

export function minimap(
  records: readonly StepRecord[],
  { actors, width }: { readonly actors: number; readonly width: number },
): Minimap {
  const ticks = Array.from({ length: actors }, () => new Set<number>());
  const violations: { n: number; x: number }[] = [];
  for (const { n, choice, violations: found } of records) {
    const x = Math.round(stepPlace(n, { steps: records.length, width }));
    ticks[choice.actor]?.add(x);
    if (found.length > 0) violations.push({ n, x });
  }
  const rows = ticks.map((xs, actor) => ({
    actor,
    path: tickPath([...xs], ROW.top + actor * ROW.height),
  }));
  return { width, height: 2 * ROW.top + actors * ROW.height, rows, violations };
}

function tickPath(xs: readonly number[], y: number): string {
  return xs.map((x) => `M${x},${y}v${ROW.tick}`).join('');
}

export interface Strip {
  readonly steps: number;
  readonly width: number;
}

/** Middle of a step; 0 is before the first one. */
export function stepPlace(step: number, { steps, width }: Strip): number {
  return ((step + 0.5) / (steps + 1)) * width;
}

/** What of the picture can be seen, in its pixels. */
export interface PictureWindow {
  readonly left: number;
  readonly width: number;
  /** Of the whole picture. */
  readonly whole: number;
}

export interface MinimapFrame {
  readonly x: number;
  readonly width: number;
}

export function minimapFrame(window: PictureWindow, stripWidth: number): MinimapFrame {
  const scale = stripWidth / Math.max(window.whole, 1);
  const width = Math.min(Math.max(window.width * scale, FRAME_WIDTH_MIN), stripWidth);
  return { x: Math.max(0, Math.min(window.left * scale, stripWidth - width)), width };
}

/** What of the frame a hand takes: an edge, the frame itself, or the strip beside it. */
export type FrameGrip = 'start' | 'end' | 'frame' | 'strip';

/** About an edge; a narrow frame is all edges, and has its middle third to be moved by. */
const EDGE_PX = 7;

export function gripAt(place: number, { width, x }: MinimapFrame): FrameGrip {
  const within = Math.min(EDGE_PX, width / 3);
  if (place > x + within && place < x + width - within) return 'frame';
  if (Math.abs(place - x) <= EDGE_PX) return 'start';
  return Math.abs(place - x - width) <= EDGE_PX ? 'end' : 'strip';
}

/** The frame after a hand has moved by so many pixels since it took it. */
export function draggedFrame(
  { width, x }: MinimapFrame,
  { by, grip }: { readonly by: number; readonly grip: FrameGrip },
  stripWidth: number,
): MinimapFrame {
  const keep = (place: number, min: number, max: number) => Math.max(min, Math.min(place, max));
  const right = x + width;
  switch (grip) {
    case 'start': {
      const start = keep(x + by, 0, right - FRAME_WIDTH_MIN);
      return { x: start, width: right - start };
    }
    case 'end':
      return { x, width: keep(right + by, x + FRAME_WIDTH_MIN, stripWidth) - x };
    case 'frame':
    case 'strip':
      return { x: keep(x + by, 0, stripWidth - width), width };
  }
}

/** How far the picture is scrolled when the frame's middle is put at a place of the strip. */
export function leftFor(x: number, window: PictureWindow, stripWidth: number): number {
  const middle = (x / Math.max(stripWidth, 1)) * window.whole;
  return keptLeft(middle - window.width / 2, window);
}

/** A place to scroll to that exists. */
export function keptLeft(left: number, { width, whole }: PictureWindow): number {
  return Math.max(0, Math.min(left, whole - width));
}

/** The first and the last step in view. */
export function stepsInView(
  { left, width }: Pick<PictureWindow, 'left' | 'width'>,
  stepAt: (pixels: number) => number,
  steps: number,
): { first: number; last: number } {
  const first = Math.max(Math.ceil(stepAt(left)), Math.min(1, steps));
  return { first, last: Math.max(first, Math.min(Math.floor(stepAt(left + width)), steps)) };
}

/** Of the window's width. */
const KEY_STEP = 0.1;

/** Where a key moves the window; null for keys that do not. */
export function leftAfterKey(key: string, window: PictureWindow): number | null {
  const { left, width, whole } = window;
  const moved: Readonly<Record<string, number>> = {
    ArrowLeft: left - width * KEY_STEP,
    ArrowDown: left - width * KEY_STEP,
    ArrowRight: left + width * KEY_STEP,
    ArrowUp: left + width * KEY_STEP,
    PageDown: left - width,
    PageUp: left + width,
    Home: 0,
    End: whole,
  };
  const wanted = moved[key];
  return wanted === undefined ? null : keptLeft(wanted, window);
}

/** `steps 12 to 40 of 120; violations at 17, 33` */
export function windowText(
  { first, last, steps }: { readonly first: number; readonly last: number; readonly steps: number },
  violations: readonly number[],
): string {
  const named = violations.slice(0, 5).join(', ');
  const more = violations.length > 5 ? ` and ${violations.length - 5} more` : '';
  const tail = violations.length === 0 ? 'no violation' : `violated at ${named}${more}`;
  return `steps ${first} to ${last} of ${steps}; ${tail}`;
}
