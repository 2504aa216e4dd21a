/** The stretch of a trace that is on screen: by number of events, or in units of its clock. */
export interface TraceRange {
  readonly start: number;
  readonly end: number;
}

/** Zooms by a factor (above 1: out) about a place, and stays within the whole. */
export function zoomed(
  range: TraceRange,
  {
    about,
    factor,
    whole,
  }: { readonly about: number; readonly factor: number; readonly whole: TraceRange },
): TraceRange {
  const lengthMax = whole.end - whole.start;
  const length = Math.min(Math.max((range.end - range.start) * factor, LENGTH_MIN), lengthMax);
  const part = (about - range.start) / Math.max(range.end - range.start, LENGTH_MIN);
  return within({ start: about - part * length, end: about + (1 - part) * length }, whole);
}

/** Moves by a part of what is on screen (below 0: back). */
export function panned(range: TraceRange, part: number, whole: TraceRange): TraceRange {
  const by = (range.end - range.start) * part;
  return within({ start: range.start + by, end: range.end + by }, whole);
}

/** Moved as little as it takes to have a place on screen. */
export function revealing(range: TraceRange, place: number, whole: TraceRange): TraceRange {
  if (place >= range.start && place <= range.end) return range;
  const half = (range.end - range.start) / 2;
  return within({ start: place - half, end: place + half }, whole);
}

/** No two events, or two ticks of a clock, are nearer. */
const LENGTH_MIN = 4;

function within({ end, start }: TraceRange, whole: TraceRange): TraceRange {
  const length = Math.min(end - start, whole.end - whole.start);
  const first = Math.min(Math.max(start, whole.start), whole.end - length);
  return { start: first, end: first + length };
}
