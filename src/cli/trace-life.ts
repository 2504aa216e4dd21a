/** `trace --gfn`: the life of one gfn. */
import { lifeMoments, type LifeMoment, type LifeSpte } from '../trace/reports/life.ts';
import { hexOf } from '../trace/tables/table-dump.ts';
import type { Trace } from '../trace/trace.ts';

interface LifeLine extends Pick<LifeMoment, 'event' | 'line' | 'time' | 'kind' | 'level' | 'text'> {
  readonly old: string | null;
  readonly new: string | null;
}

export function lifeReport(
  trace: Trace,
  gfn: number,
): { readonly json: unknown; readonly text: string } {
  const life = lifeMoments(trace, gfn).map(lifeLine);
  const head = `gfn ${gfn.toString(16)}: ${life.length === 0 ? 'nothing in the trace is about it' : `${life.length} moments`}`;
  return {
    json: { gfn: gfn.toString(16), life },
    text: [head, ...life.map(formatLife), ''].join('\n'),
  };
}

/** Events are numbered from 1 here, as lines are. */
function lifeLine({ event, kind, level, line, new: after, old, text, time }: LifeMoment): LifeLine {
  const sptes =
    kind === 'named'
      ? { old: null, new: null }
      : { old: kind === 'split' ? null : shown(old), new: shown(after) };
  return { event: event + 1, line, time, kind, level, ...sptes, text };
}

function shown(spte: LifeSpte | null): string {
  return spte === null ? 'unknown' : hexOf(spte.lo, spte.hi);
}

function formatLife({ level, line, new: after, old, text, time }: LifeLine): string {
  const where = `line ${line}, ${time}`;
  if (level === null) return `  ${where}  ${text}`;
  return `  ${where}  L${level} ${old ?? ''} -> ${after ?? ''}  ${text}`;
}
