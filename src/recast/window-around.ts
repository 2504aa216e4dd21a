/** The short window in which to look at one change of a gfn: from the change before it on. */
import { biography, type LifeEvent } from '../trace/queries/biography.ts';
import type { Trace } from '../trace/trace.ts';
import type { TraceWindow } from './facts.ts';

/** Faults and the like on each side that belong to the changes. */
const NAMED_MAX = 8;

export function windowAround(
  trace: Trace,
  { event, gfn }: { readonly gfn: number; readonly event: number },
): TraceWindow {
  const life = biography(trace, gfn);
  const isChange = ({ kind }: LifeEvent): boolean => kind !== 'named' && kind !== 'silent';
  const at = life.findLastIndex((moment) => moment.event <= event && isChange(moment));
  const before = life.findLastIndex((moment, i) => i < at && isChange(moment));
  const first = withNamed(life, before < 0 ? Math.max(at, 0) : before, -1);
  const last = withNamed(life, Math.max(at, 0), 1);
  const firstEvent = Math.min(life[first]?.event ?? event, event);
  const lastEvent = Math.max(life[last]?.event ?? event, event);
  return { gfns: [gfn], firstEvent, endEvent: lastEvent + 1 };
}

/** From a moment on over what merely names the gfn, in one direction. */
function withNamed(life: readonly LifeEvent[], start: number, step: 1 | -1): number {
  let at = start;
  for (let n = 0; n < NAMED_MAX && life[at + step]?.kind === 'named'; n++) at += step;
  return at;
}
