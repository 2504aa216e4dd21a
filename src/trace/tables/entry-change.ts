/** What an event says of one entry. */
import type { Contexts } from '../events/contexts.ts';
import type { EventTable } from '../events/event-table.ts';

/** In halves. Made once by whoever goes over events, and reused. */
export interface EntryChange {
  event: number;
  asId: number;
  level: number;
  gfnLo: number;
  gfnHi: number;
  oldLo: number;
  oldHi: number;
  newLo: number;
  newHi: number;
  /** A number for who did it. */
  task: number;
}

export function emptyEntryChange(): EntryChange {
  return {
    event: 0,
    asId: 0,
    level: 0,
    gfnLo: 0,
    gfnHi: 0,
    oldLo: 0,
    oldHi: 0,
    newLo: 0,
    newHi: 0,
    task: 0,
  };
}

/** Of any event that holds an SPTE before and after, or one alone as `old`. */
export function loadEntryChange(
  events: EventTable,
  contexts: Contexts,
  event: number,
  out: EntryChange,
): EntryChange {
  out.event = event;
  out.gfnHi = (events.packed[event] ?? 0) & 0xff;
  out.gfnLo = events.gfnLo[event] ?? 0;
  out.level = events.level(event);
  out.asId = events.asId(event);
  out.oldLo = events.aLo[event] ?? 0;
  out.oldHi = events.aHi[event] ?? 0;
  out.newLo = events.bLo[event] ?? 0;
  out.newHi = events.bHi[event] ?? 0;
  out.task = contexts.task(events.context[event] ?? 0);
  return out;
}
