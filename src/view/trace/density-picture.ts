/** A timeline's answer as shapes: a lane each for what was counted, a mark where findings are. */
import type { TimelineReply } from '../../protocol/trace.ts';
import { grouped } from './counted.ts';
import { clockText, secondsText } from './trace-facts.ts';
import type { TraceRange } from './trace-range.ts';

export interface DensityLanePicture {
  readonly lane: number;
  readonly name: string;
  /** Events of the lane in what was asked for. */
  readonly total: number;
  /** One unit a stretch wide, LANE_HEIGHT high. */
  readonly path: string;
}

export interface FindingMark {
  readonly bin: number;
  readonly count: number;
}

export interface DensityPicture {
  readonly lanes: readonly DensityLanePicture[];
  readonly findings: readonly FindingMark[];
}

export const LANE_HEIGHT = 16;

/** By the square root: a single event is seen beside a thousand. */
export function densityPicture({ counts, findings }: TimelineReply): DensityPicture {
  const most = counts.reduce((max, lane) => lane.counts.reduce((a, b) => Math.max(a, b), max), 1);
  return {
    lanes: counts.map(({ counts: bins, lane, name }) => ({
      lane,
      name,
      total: bins.reduce((sum, count) => sum + count, 0),
      path: lanePath(bins, most),
    })),
    findings: [...findings.entries()].flatMap(([bin, count]) =>
      count > 0 ? [{ bin, count }] : [],
    ),
  };
}

function lanePath(bins: Uint32Array, most: number): string {
  let path = '';
  bins.forEach((count, bin) => {
    if (count === 0) return;
    const top = LANE_HEIGHT - Math.max(2, Math.sqrt(count / most) * LANE_HEIGHT);
    path += `M${bin} ${LANE_HEIGHT}V${top.toFixed(1)}h1V${LANE_HEIGHT}z`;
  });
  return path;
}

/** How an answer about one stretch lies on another: what is on screen moves before the next answer. */
export function binsOnScreen(
  { bins, end, start }: Pick<TimelineReply, 'bins' | 'start' | 'end'>,
  { range, width }: { readonly range: TraceRange; readonly width: number },
): { readonly x: number; readonly scale: number } {
  const perUnit = width / Math.max(range.end - range.start, Number.MIN_VALUE);
  return { x: (start - range.start) * perUnit, scale: ((end - start) / bins) * perUnit };
}

/** The first event at a place, as far as an answer tells. */
export function eventAtPlace(reply: TimelineReply, place: number): number {
  const { bins, by, end, firstEvents, start } = reply;
  if (by === 'event') return Math.floor(place);
  const bin = Math.floor(((place - start) / Math.max(end - start, Number.MIN_VALUE)) * bins);
  return firstEvents[Math.max(0, Math.min(bin, bins))] ?? 0;
}

export interface Tick {
  readonly place: number;
  readonly text: string;
}

const STEPS = [1, 2, 5, 10];

/** At round places, at most so many. */
export function ticksOf(
  { end, start }: TraceRange,
  {
    clockDigits,
    most,
    unit,
  }: { readonly clockDigits: number; readonly most: number; readonly unit: 'event' | 'time' },
): readonly Tick[] {
  const rough = Math.max((end - start) / Math.max(most, 1), 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power;
  const ticks: Tick[] = [];
  // Events are numbered from 1 where people read them.
  const offset = unit === 'event' ? 1 : 0;
  for (let at = Math.ceil((start + offset) / step) * step; at - offset <= end; at += step) {
    const place = at - offset;
    const text = unit === 'event' ? grouped(at) : timeTick(place, { clockDigits, step });
    ticks.push({ place, text });
  }
  return ticks;
}

/** No more digits than tell two ticks apart. */
function timeTick(
  place: number,
  { clockDigits, step }: { readonly clockDigits: number; readonly step: number },
): string {
  if (clockDigits < 0) return String(place);
  const seconds = step / 10 ** clockDigits;
  const digits = Math.max(0, -Math.floor(Math.log10(seconds)));
  return clockText(place, clockDigits).replace(/(\.\d*)$/, (rest) =>
    digits === 0 ? '' : rest.slice(0, digits + 1),
  );
}

/** `12 events in 380 ms`: how much is on screen. */
export function rangeText(
  { end, start }: TraceRange,
  { clockDigits, unit }: { readonly clockDigits: number; readonly unit: 'event' | 'time' },
): string {
  if (unit === 'event') {
    return `events ${grouped(Math.floor(start) + 1)} to ${grouped(Math.ceil(end))}`;
  }
  const length = end - start;
  return clockDigits < 0 ? `${Math.round(length)} ticks` : secondsText(length / 10 ** clockDigits);
}
