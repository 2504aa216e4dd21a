/** Events by what they say: for tables with filters, and for jumping from one to the next. */
import type { Word64 } from '../../base/word64.ts';
import { KIND } from '../events/event-kinds.ts';
import { eventMessage } from '../events/event-text.ts';
import { NONE, pagesOf } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';
import { VcpuThreads } from './vcpu-threads.ts';

/** All that is given must hold. */
export interface EventFilter {
  readonly kinds?: ReadonlySet<number>;
  /** SPTEs that map it at any level count. */
  readonly gfn?: number;
  readonly level?: number;
  readonly vcpu?: number;
  readonly cpu?: number;
  readonly pid?: number;
  /** A change of an SPTE in which one of these bits goes from 0 to 1, or from 1 to 0. */
  readonly bits?: { readonly mask: Word64; readonly to: 0 | 1 };
  /** Part of the message. */
  readonly text?: string;
}

/** The events that pass, ascending; at most `limit`, beginning with `firstEvent`. */
export function findEvents(
  trace: Trace,
  filter: EventFilter,
  {
    firstEvent = 0,
    limit = Infinity,
  }: { readonly firstEvent?: number; readonly limit?: number } = {},
): Uint32Array {
  const { contexts, events } = trace;
  const found: number[] = [];
  const threads =
    filter.vcpu === undefined ? undefined : new VcpuThreads({ events, contexts, firstEvent });
  for (let event = firstEvent; event < events.count && found.length < limit; event++) {
    if (threads !== undefined && threads.vcpu(event) !== filter.vcpu) continue;
    if (passes(trace, filter, event)) found.push(event);
  }
  return Uint32Array.from(found);
}

function passes(trace: Trace, filter: EventFilter, event: number): boolean {
  const { contexts, events } = trace;
  if (filter.kinds !== undefined && !filter.kinds.has(events.kind(event))) return false;
  if (filter.gfn !== undefined && !namesGfn(trace, event, filter.gfn)) return false;
  if (filter.level !== undefined && levelOf(trace, event) !== filter.level) return false;
  const context = contexts.all[events.context[event] ?? 0];
  if (filter.cpu !== undefined && context?.cpu !== filter.cpu) return false;
  if (filter.pid !== undefined && context?.pid !== filter.pid) return false;
  if (filter.bits !== undefined && !changesBits(trace, event, filter.bits)) return false;
  return filter.text === undefined || eventMessage(events, event).includes(filter.text);
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
