/** `trace --at`: the page tables just after an event, in the format of a dump of memory. */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { eventMessage, eventName, keptText, timeText } from '../trace/events/event-text.ts';
import { findMarker, markers } from '../trace/queries/find-marker.ts';
import { pagesOf } from '../trace/tables/page-tables.ts';
import { isAliveAt, type Root } from '../trace/tables/roots.ts';
import { entriesOf, formatEntry, hexOf, type TableEntry } from '../trace/tables/table-dump.ts';
import type { Trace } from '../trace/trace.ts';

const MARKERS_SHOWN = 3;

/** Events are numbered from 1, as lines are. */
export function findMoment(trace: Trace, at: string): Result<number> {
  const { events } = trace;
  if (/^\d+$/.test(at)) {
    const event = Number(at) - 1;
    return event >= 0 && event < events.count ? ok(event) : fail([noSuchEvent(trace, at)]);
  }
  const event = findMarker(events, at);
  return event >= 0 ? ok(event) : fail([noSuchMarker(trace, at)]);
}

interface RootAt {
  /** Its number, from 1, in the order in which roots appear. */
  readonly root: number;
  readonly asId: number;
  readonly rootLevel: number;
  readonly valid: boolean;
  readonly current: boolean;
  readonly entries: readonly TableEntry[];
}

export interface MomentReport {
  readonly json: unknown;
  readonly text: string;
}

export interface MomentRequest {
  readonly event: number;
  /** Only the entries on the way to it. */
  readonly gfn?: number | undefined;
  /** Number of the root to print; without one, that which a vCPU would load. */
  readonly root?: number | undefined;
}

export function momentReport(
  trace: Trace,
  { event, gfn, root: number }: MomentRequest,
): MomentReport {
  trace.seek(event + 1);
  const wanted = trace.roots.all[(number ?? 0) - 1];
  const current = wanted ?? trace.roots.currentAt(0, event);
  const roots = trace.roots.all
    .filter((root) => isAliveAt(root, event))
    .map((root) => rootAt(trace, root, { event, gfn, current }));
  const shown = roots.find((root) => root.current);
  return {
    json: momentJson(trace, event, { roots, shown }),
    text: [
      ...momentHeader(trace, event, shown),
      ...otherRoots(roots),
      ...(shown?.entries ?? []).map(formatEntry),
      '',
    ].join('\n'),
  };
}

function rootAt(
  trace: Trace,
  root: Root,
  about: {
    readonly event: number;
    readonly gfn: number | undefined;
    readonly current: Root | undefined;
  },
): RootAt {
  const all = [...entriesOf(trace.tables, root, trace.bits)];
  const { current, event, gfn } = about;
  return {
    root: root.id + 1,
    asId: root.asId,
    rootLevel: root.level,
    valid: root.invalidAt > event,
    current: root === current,
    entries: gfn === undefined ? all : all.filter((entry) => leadsTo(entry, gfn)),
  };
}

function leadsTo({ gfn: first, level }: TableEntry, gfn: number): boolean {
  return gfn >= first && gfn < first + pagesOf(level - 1);
}

function momentHeader(trace: Trace, event: number, shown: RootAt | undefined): string[] {
  const { detected, events, reader } = trace;
  const time = timeText(events.time.at(event), reader.timeDigits ?? 0);
  const what = `${eventName(events, event)}: ${eventMessage(events, event)}`;
  const count = shown === undefined ? 'no tables' : `${shown.entries.length} entries`;
  return [
    `# page tables after event ${event + 1} (line ${events.line(event)}, ${time}): ${what}`,
    `# root_level ${detected.rootLevel}, layout ${detected.layout.id}, ${count}`,
  ];
}

function otherRoots(roots: readonly RootAt[]): string[] {
  return roots
    .filter(({ current, entries }) => !current && entries.length > 0)
    .map(({ asId, entries, root, valid }) => {
      const state = valid ? 'valid' : 'being torn down';
      return `# also alive, with --root ${root}: address space ${asId}, ${state}, ${entries.length} entries`;
    });
}

function momentJson(
  { detected, events }: Trace,
  event: number,
  { roots, shown }: { readonly roots: readonly RootAt[]; readonly shown: RootAt | undefined },
): unknown {
  return {
    event: event + 1,
    line: events.line(event),
    name: eventName(events, event),
    message: eventMessage(events, event),
    layout: detected.layout.id,
    rootLevel: detected.rootLevel,
    entries: (shown?.entries ?? []).map(entryJson),
    roots: roots.map(({ entries, ...root }) => ({ ...root, entries: entries.map(entryJson) })),
  };
}

function entryJson({ gfn, hi, kind, level, lo }: TableEntry): unknown {
  return { level, gfn: gfn.toString(16), spte: hexOf(lo, hi), kind };
}

function noSuchEvent({ events }: Trace, at: string): Issue {
  return {
    code: 'no-such-event',
    path: '',
    message: `There is no event ${at}.`,
    hint: `Events are numbered from 1 to ${events.count}; text that is not a number names a marker.`,
  };
}

function noSuchMarker({ events }: Trace, at: string): Issue {
  const texts = [...markers(events)].map((event) => keptText(events, event));
  const like = texts.filter((text) => text.toLowerCase().includes(at.toLowerCase()));
  const shown = (like.length > 0 ? like : texts).slice(0, MARKERS_SHOWN).map((text) => `"${text}"`);
  const hint = `There are ${texts.length} markers, ${like.length > 0 ? 'like' : 'beginning with'} ${shown.join(', ')}.`;
  return {
    code: 'no-such-marker',
    path: '',
    message: `No trace_marker line contains "${at}" as whole words.`,
    hint: texts.length === 0 ? 'The trace has no markers: name an event by its number.' : hint,
  };
}
