/** Text that somebody wrote to trace_marker while recording. */
import { KIND } from '../events/event-kinds.ts';
import { keptText } from '../events/event-text.ts';
import type { EventTable } from '../events/event-table.ts';

const WORD = /\w/;

/** Does `text` contain `wanted` as whole words? `KT end 6` is not in `KT end 60`. */
export function containsWords(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text[at - 1];
    const after = text[at + wanted.length];
    const begins = before === undefined || !WORD.test(before) || !WORD.test(wanted[0] ?? ' ');
    const ends = after === undefined || !WORD.test(after) || !WORD.test(wanted.at(-1) ?? ' ');
    if (begins && ends) return true;
  }
  return false;
}

/** The first marker that contains the text as whole words; -1 if there is none. */
export function findMarker(events: EventTable, wanted: string): number {
  for (const event of markers(events)) {
    if (containsWords(keptText(events, event), wanted)) return event;
  }
  return -1;
}

export function* markers(events: EventTable): Generator<number> {
  for (let event = 0; event < events.count; event++) {
    if (events.kind(event) === KIND.MARKER) yield event;
  }
}
