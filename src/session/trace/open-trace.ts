/** A trace that is open, with what was looked for in it last: asking again for more of it is cheap. */
import { ok, type Result } from '../../base/result.ts';
import type {
  FindingsReply,
  FoundReply,
  LifeReply,
  TraceReply,
  TraceRequest,
} from '../../protocol/trace.ts';
import { EventSearch } from '../../trace/queries/find-events.ts';
import { parseFilter } from '../../trace/queries/parse-filter.ts';
import { eventRow, type EventRow } from '../../trace/reports/event-rows.ts';
import { Findings } from '../../trace/reports/findings.ts';
import { lifeMoments } from '../../trace/reports/life.ts';
import type { Trace } from '../../trace/trace.ts';
import type { TraceControl } from './trace-control.ts';

type RequestOf<T extends TraceRequest['type']> = Extract<TraceRequest, { readonly type: T }>;

/** Events that are looked at between two looks at the messages that wait. */
const SLICE_EVENTS = 20_000;
/** Nobody reads more rows at once. */
const ROWS_MAX = 500;
const MOMENTS_MAX = 5000;

/** The events that pass a filter, in order; of no filter, all. */
interface Passing {
  readonly count: number;
  readonly at: (row: number) => number;
  /** How many are before an event. */
  readonly countBelow: (event: number) => number;
}

export class OpenTrace {
  readonly trace: Trace;
  #search: { readonly filter: string; readonly search: EventSearch } | null = null;
  #findings: { readonly events: number; readonly findings: Findings } | null = null;

  constructor(trace: Trace) {
    this.trace = trace;
  }

  /** The tables were rebuilt: what was found may be so no more. */
  forget(): void {
    this.#search = null;
    this.#findings = null;
  }

  async rows(
    { count, filter, first }: RequestOf<'rows'>,
    control: TraceControl,
  ): Promise<TraceReply> {
    return this.#withPassing(filter, control, (passing) => {
      const start = Math.max(0, Math.min(first, passing.count));
      const end = Math.min(start + Math.min(count, ROWS_MAX), passing.count);
      const rows = Array.from({ length: end - start }, (_, i) =>
        eventRow(this.trace, passing.at(start + i)),
      );
      return { type: 'rows', total: passing.count, first: start, rows };
    });
  }

  async rowOf({ event, filter }: RequestOf<'row-of'>, control: TraceControl): Promise<TraceReply> {
    return this.#withPassing(filter, control, (passing) => ({
      type: 'row-of',
      row: passing.countBelow(event),
    }));
  }

  async find(
    { direction, filter, from }: RequestOf<'find'>,
    control: TraceControl,
  ): Promise<TraceReply> {
    return this.#withPassing(filter, control, (passing) => {
      const row =
        direction === 'next' ? passing.countBelow(from + 1) : passing.countBelow(from) - 1;
      const there = row >= 0 && row < passing.count;
      return { type: 'found', event: there ? passing.at(row) : null };
    });
  }

  life(gfn: number): LifeReply {
    const moments = lifeMoments(this.trace, gfn);
    return { type: 'life', gfn, total: moments.length, moments: moments.slice(0, MOMENTS_MAX) };
  }

  eventRows(events: readonly number[]): readonly EventRow[] {
    const { count } = this.trace.events;
    return events
      .slice(0, ROWS_MAX)
      .filter((event) => event >= 0 && event < count)
      .map((event) => eventRow(this.trace, event));
  }

  findFinding({ direction, from }: RequestOf<'find-finding'>): FoundReply {
    const findings = this.#allFindings();
    const number =
      direction === 'next' ? findings.firstFrom(from + 1) : findings.firstFrom(from) - 1;
    return { type: 'found', event: findings.from(number, 1)[0]?.event ?? null };
  }

  findingsFrom({ count, first }: RequestOf<'findings'>): FindingsReply {
    const findings = this.#allFindings();
    const shown = findings.from(first, Math.min(count, ROWS_MAX));
    return { type: 'findings', total: findings.count, first, findings: shown };
  }

  #allFindings(): Findings {
    const { trace } = this;
    if (this.#findings?.events !== trace.events.count) {
      this.#findings = { events: trace.events.count, findings: new Findings(trace) };
    }
    return this.#findings.findings;
  }

  async #withPassing(
    filter: string,
    control: TraceControl,
    answer: (passing: Passing) => TraceReply,
  ): Promise<TraceReply> {
    if (filter.trim() === '') return answer(this.#allEvents());
    const search = this.#searchFor(filter);
    if (!search.ok) return { type: 'refused', issues: search.issues };
    const passing = await this.#lookOn(search.value, control);
    return passing === null ? { type: 'cancelled' } : answer(passing);
  }

  #allEvents(): Passing {
    const { count } = this.trace.events;
    return { count, at: (row) => row, countBelow: (event) => Math.min(event, count) };
  }

  /** The one of last time, when the filter is the same. */
  #searchFor(filter: string): Result<EventSearch> {
    if (this.#search?.filter === filter) return ok(this.#search.search);
    const parsed = parseFilter(filter, this.trace.detected.layout);
    if (!parsed.ok) return parsed;
    const search = new EventSearch(this.trace, parsed.value);
    this.#search = { filter, search };
    return ok(search);
  }

  /** From where the search stopped; null if it was cancelled before its end. */
  async #lookOn(search: EventSearch, { cancelled, pause }: TraceControl): Promise<Passing | null> {
    const { events } = this.trace;
    while (search.position < events.count) {
      search.advance(Math.min(search.position + SLICE_EVENTS, events.count));
      await pause();
      if (cancelled()) return null;
    }
    const { found } = search;
    return {
      count: found.length,
      at: (row) => found.at(row),
      countBelow: (event) => found.countBelow(event),
    };
  }
}
