/**
 * Where dirty logging shows: runs of changes by which the host takes W, or Dirty, from leafs. The trace
 * does not say whether it was enabled there, or a round of it was read.
 */
import type { Trace } from '../trace.ts';

export interface DirtyLogPass {
  readonly firstEvent: number;
  readonly lastEvent: number;
  /** Which bit the host took. */
  readonly bit: 'W' | 'D';
  readonly changes: number;
  readonly gfnFirst: number;
  readonly gfnLast: number;
}

const BIT_OF: Readonly<Record<string, 'W' | 'D'>> = {
  log_wrprot: 'W',
  reap_wrprot: 'W',
  reap_wrprot_large: 'W',
  log_clear_dirty: 'D',
  reap_clear_dirty: 'D',
};

/** A run ends with another task, another bit, or after this many events of something else. */
const GAP_MAX = 16;

export function dirtyLogPasses({ conformance, contexts, events }: Trace): readonly DirtyLogPass[] {
  const passes: DirtyLogPass[] = [];
  const bits = conformance.verdicts.map((verdict) =>
    verdict?.verdict === 'legal' ? BIT_OF[verdict.transition.id] : undefined,
  );
  let task = -1;
  for (let event = 0; event < events.count; event++) {
    const bit = bits[conformance.verdictOf[event] ?? 0];
    if (bit === undefined) continue;
    const doer = contexts.task(events.context[event] ?? 0);
    const gfn = events.gfn(event);
    const last = passes.at(-1);
    if (last?.bit === bit && doer === task && event - last.lastEvent <= GAP_MAX) {
      passes[passes.length - 1] = extended(last, event, gfn);
    } else {
      const range = { gfnFirst: gfn, gfnLast: gfn };
      passes.push({ firstEvent: event, lastEvent: event, bit, changes: 1, ...range });
    }
    task = doer;
  }
  return passes;
}

function extended(pass: DirtyLogPass, event: number, gfn: number): DirtyLogPass {
  return {
    ...pass,
    lastEvent: event,
    changes: pass.changes + 1,
    gfnFirst: Math.min(pass.gfnFirst, gfn),
    gfnLast: Math.max(pass.gfnLast, gfn),
  };
}
