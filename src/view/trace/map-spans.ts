/** Guest memory has holes: the stretches of gfns that are worth a map each, and all of them as one. */
import { MAP_PAGES_MAX } from '../../trace/reports/page-code.ts';

export interface GfnSpan {
  readonly first: number;
  readonly pages: number;
}

/** Holes of fewer pages are part of a stretch. */
const HOLE_MIN = 1 << 15;

/** The whole first, if a map can hold it; then each stretch on its own, where there are several. */
export function mapSpans(
  populated: readonly { readonly first: number; readonly end: number }[],
): readonly GfnSpan[] {
  const stretches: { first: number; end: number }[] = [];
  for (const { end, first } of populated) {
    const last = stretches.at(-1);
    if (last !== undefined && first - last.end < HOLE_MIN) last.end = end;
    else stretches.push({ first, end });
  }
  const spans = stretches.map(({ end, first }) => ({
    first,
    pages: Math.min(end - first, MAP_PAGES_MAX),
  }));
  const [start] = stretches;
  const whole = (stretches.at(-1)?.end ?? 0) - (start?.first ?? 0);
  if (start === undefined || stretches.length === 1 || whole > MAP_PAGES_MAX) return spans;
  return [{ first: start.first, pages: whole }, ...spans];
}

/** Which of the spans shows a gfn best; the first if none does. */
export function spanWith(spans: readonly GfnSpan[], gfn: number | null): number {
  if (gfn === null) return 0;
  return Math.max(
    0,
    spans.findIndex(({ first, pages }) => gfn >= first && gfn < first + pages),
  );
}
