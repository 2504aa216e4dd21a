/** What the trace shows of the gfns, in words: the narration of the scenario. */
import { timeText } from '../trace/events/event-text.ts';
import { hexOf } from '../trace/tables/table-dump.ts';
import type { Trace } from '../trace/trace.ts';
import { hexGfn, type ChangeFact } from './facts.ts';
import type { RetracedBeat } from './retrace.ts';
import type { WrittenBeat } from './write-scenario.ts';

const TOLD_MAX = 8;

function toldChange(trace: Trace, change: ChangeFact): string {
  const { contexts, events, reader } = trace;
  const { event, from, gfn, to } = change;
  const context = contexts.all[events.context[event] ?? 0];
  const time = timeText(events.time.at(event), reader.timeDigits ?? 0);
  const who = `${context?.comm ?? '?'}-${context?.pid ?? '?'}`;
  const values = `${hexOf(change.old.lo, change.old.hi)} to ${hexOf(change.new.lo, change.new.hi)}`;
  const defect = change.defect === undefined ? '' : ` This is what ${change.defect.commit} mends.`;
  return `Line ${events.line(event)}, ${time}, ${who}: gfn ${hexGfn(gfn)} goes from ${from} to ${to} (${values}).${defect}`;
}

/** All changes at once: what is told before anything runs. */
export function toldChanges(trace: Trace, changes: readonly ChangeFact[]): string {
  if (changes.length === 0) return 'The trace shows no change of these pages in the window.';
  const shown = changes.slice(0, TOLD_MAX).map((change) => toldChange(trace, change));
  const more = changes.length - shown.length;
  return ['What the trace shows, from which all here is inferred.', ...shown]
    .concat(more > 0 ? [`And ${more} more changes.`] : [])
    .join(' ');
}

export function beatsOf(trace: Trace, beats: readonly RetracedBeat[]): readonly WrittenBeat[] {
  return beats.map(({ change, runs }) => ({
    run: runs,
    say: toldChange(trace, change),
  }));
}
