/** Events by what they say: for tables with filters, and for jumping from one to the next. */
import type { Word64 } from '../../base/word64.ts';
import { KIND, KIND_NAMES } from '../events/event-kinds.ts';
import { eventMessage, eventName } from '../events/event-text.ts';
import { Uint32List } from '../events/grow.ts';
import { NONE, pagesOf } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';
import { VcpuThreads } from './vcpu-threads.ts';

/** What the state machine may say of a change. */
export type JudgedAs = 'legal' | 'illegal' | 'unknown' | 'defect' | 'finding';

/** All that is given must hold. */
export interface EventFilter {
  readonly kinds?: ReadonlySet<number>;
  /** Part of the name of the event. */
  readonly name?: string;
  /** SPTEs that map it at any level count. */
  readonly gfn?: number;
  readonly level?: number;
  readonly vcpu?: number;
  readonly cpu?: number;
  readonly pid?: number;
  /** Part of the name of the task. */
  readonly task?: string;
  readonly judged?: JudgedAs;
  /** A change of an SPTE in which one of these bits goes from 0 to 1, or from 1 to 0. */
  readonly bits?: { readonly mask: Word64; readonly to: 0 | 1 };
  /** Part of the message. */
  readonly text?: string;
}

/** A search that is done a part at a time. */
export class EventSearch {
  /** The events that pass, ascending. */
  readonly found = new Uint32List();
  position: number;
  private readonly trace: Trace;
  private readonly filter: EventFilter;
  private readonly threads: VcpuThreads | undefined;

  constructor(trace: Trace, filter: EventFilter, firstEvent = 0) {
    const { contexts, events } = trace;
    this.trace = trace;
    this.filter = filter;
    this.position = firstEvent;
    this.threads =
      filter.vcpu === undefined ? undefined : new VcpuThreads({ events, contexts, firstEvent });
  }

  /** Looks at the events before `end`, until `limit` are found. */
  advance(end: number, limit = Infinity): void {
    const { filter, found, threads, trace } = this;
    for (; this.position < end && found.length < limit; this.position++) {
      const event = this.position;
      if (threads !== undefined && threads.vcpu(event) !== filter.vcpu) continue;
      if (passes(trace, filter, event)) found.push(event);
    }
  }
}

/** The events that pass, ascending; at most `limit`, beginning with `firstEvent`. */
export function findEvents(
  trace: Trace,
  filter: EventFilter,
  { firstEvent, limit }: { readonly firstEvent?: number; readonly limit?: number } = {},
): Uint32Array {
  const search = new EventSearch(trace, filter, firstEvent);
  search.advance(trace.events.count, limit);
  return Uint32Array.from({ length: search.found.length }, (_, i) => search.found.at(i));
}

function passes(trace: Trace, filter: EventFilter, event: number): boolean {
  const { events } = trace;
  if (filter.kinds !== undefined && !filter.kinds.has(events.kind(event))) return false;
  if (filter.gfn !== undefined && !namesGfn(trace, event, filter.gfn)) return false;
  if (filter.level !== undefined && levelOf(trace, event) !== filter.level) return false;
  if (filter.bits !== undefined && !changesBits(trace, event, filter.bits)) return false;
  if (filter.judged !== undefined && !isJudged(trace, event, filter.judged)) return false;
  return fromTask(trace, filter, event) && reads(trace, filter, event);
}

function fromTask(
  { contexts, events }: Trace,
  { cpu, pid, task }: EventFilter,
  event: number,
): boolean {
  const context = contexts.all[events.context[event] ?? 0];
  if (cpu !== undefined && context?.cpu !== cpu) return false;
  if (pid !== undefined && context?.pid !== pid) return false;
  return task === undefined || (context?.comm.includes(task) ?? false);
}

function reads({ events }: Trace, { name, text }: EventFilter, event: number): boolean {
  if (name !== undefined && !isNamed(events, event, name)) return false;
  return text === undefined || eventMessage(events, event).includes(text);
}

function isNamed(events: Trace['events'], event: number, part: string): boolean {
  const kind = events.kind(event);
  if (kind === KIND.UNKNOWN || kind === KIND.PROBE) return eventName(events, event).includes(part);
  return KIND_NAMES[kind]?.includes(part) ?? false;
}

function isJudged({ conformance }: Trace, event: number, as: JudgedAs): boolean {
  const judged = conformance.verdicts[conformance.verdictOf[event] ?? 0];
  if (judged === undefined || judged.verdict === 'unchanged') return false;
  const isDefect = judged.verdict === 'legal' && judged.defect !== undefined;
  if (as === 'defect') return isDefect;
  return as === 'finding' ? isDefect || judged.verdict !== 'legal' : judged.verdict === as;
}

function levelOf({ events, tables }: Trace, event: number): number {
  const table = events.table[event] ?? NONE;
  return table === NONE ? events.level(event) : (tables.level[table] ?? 0);
}

const WITH_GFN: ReadonlySet<number> = new Set([
  KIND.SPTE_CHANGED,
  KIND.PAGE_FAULT,
  KIND.FAST_PAGE_FAULT,
  KIND.SET_SPTE,
  KIND.SPTE_REQUESTED,
  KIND.GET_PAGE,
  KIND.SPLIT_HUGE_PAGE,
  KIND.MARK_MMIO_SPTE,
]);

/** An event without a gfn has 0 in its column; only kinds with one are asked. */
function namesGfn(trace: Trace, event: number, gfn: number): boolean {
  const { events } = trace;
  const table = events.table[event] ?? NONE;
  if (table === NONE) return events.gfn(event) === gfn && WITH_GFN.has(events.kind(event));
  const pages = pagesOf(levelOf(trace, event) - 1);
  return Math.floor(events.gfn(event) / pages) === Math.floor(gfn / pages);
}

function changesBits(
  { events }: Trace,
  event: number,
  { mask, to }: { readonly mask: Word64; readonly to: 0 | 1 },
): boolean {
  if ((events.table[event] ?? NONE) === NONE) return false;
  const oldLo = events.aLo[event] ?? 0;
  const oldHi = events.aHi[event] ?? 0;
  const newLo = events.bLo[event] ?? 0;
  const newHi = events.bHi[event] ?? 0;
  const lo = to === 1 ? newLo & ~oldLo : oldLo & ~newLo;
  const hi = to === 1 ? newHi & ~oldHi : oldHi & ~newHi;
  return (lo & mask.lo) !== 0 || (hi & mask.hi) !== 0;
}
