/** What the state machine says of a trace's changes: counts of what is legal, and what is not one by one. */
import { assert, present } from '../../base/assert.ts';
import { timeText } from '../events/event-text.ts';
import type { ChangeVerdict } from '../conformance/judged.ts';
import { emptySilentChange, SILENT } from '../tables/change-log.ts';
import { SILENT_TEXT } from '../queries/biography.ts';
import { WORDS } from '../tables/page-tables.ts';
import { hexOf } from '../tables/table-dump.ts';
import type { Trace } from '../trace.ts';

export interface Finding {
  readonly event: number;
  readonly line: number;
  readonly time: string;
  readonly task: string;
  readonly gfn: string;
  readonly level: number;
  readonly old: string;
  readonly new: string;
  readonly verdict: 'illegal' | 'unknown' | 'defect' | 'lost' | 'contradiction';
  readonly from: string;
  readonly to: string;
  readonly what: string;
  readonly commit: string | null;
  readonly scenarios: readonly string[];
}

/** Where a finding is: at an event, or among the changes that no event reports. */
interface FindingPlace {
  readonly event: number;
  /** The number of the silent change; -1: the event's own change. */
  readonly silent: number;
}

/** All findings of a trace, in its order, each made when it is asked for: there may be very many. */
export class Findings {
  private readonly trace: Trace;
  private readonly places: readonly FindingPlace[];

  constructor(trace: Trace) {
    this.trace = trace;
    this.places = [...changePlaces(trace), ...silentPlaces(trace)].sort(
      (a, b) => a.event - b.event,
    );
  }

  get count(): number {
    return this.places.length;
  }

  /** From the number `first` on; at most `limit`. */
  from(first: number, limit = Infinity): readonly Finding[] {
    if (first < 0) return [];
    return this.places
      .slice(first, first + limit)
      .map(({ event, silent }) =>
        silent < 0 ? changeFinding(this.trace, event) : silentFinding(this.trace, silent),
      );
  }

  /** The number of the first finding at or after an event. */
  firstFrom(event: number): number {
    const found = this.places.findIndex((place) => place.event >= event);
    return found < 0 ? this.places.length : found;
  }
}

/** All findings, in the order of the trace. */
export function allFindings(trace: Trace): readonly Finding[] {
  return new Findings(trace).from(0);
}

function changePlaces({ conformance: { findings } }: Trace): FindingPlace[] {
  return Array.from({ length: findings.length }, (_, i) => ({ event: findings.at(i), silent: -1 }));
}

/** Changes between events that nothing explains. */
function* silentPlaces({ log }: Trace): Generator<FindingPlace> {
  const change = emptySilentChange();
  for (let silent = 0; silent < log.silentCount; silent++) {
    const { cause, event } = log.readSilent(silent, change);
    if (VERDICT_OF_CAUSE[cause] !== undefined) yield { event, silent };
  }
}

function changeFinding(trace: Trace, event: number): Finding {
  const { conformance, events, tables } = trace;
  const verdict = conformance.verdicts[conformance.verdictOf[event] ?? 0];
  return {
    ...whereOf(trace, event),
    gfn: events.gfn(event).toString(16),
    level: tables.level[events.table[event] ?? 0] ?? 0,
    old: hexOf(events.aLo[event] ?? 0, events.aHi[event] ?? 0),
    new: hexOf(events.bLo[event] ?? 0, events.bHi[event] ?? 0),
    ...toldOf(verdict),
  };
}

type Told = Pick<Finding, 'verdict' | 'from' | 'to' | 'what' | 'commit' | 'scenarios'>;

function toldOf(judged: ChangeVerdict | undefined): Told {
  const verdict = present(judged, 'a finding was judged');
  assert(verdict.verdict !== 'unchanged', 'a finding is a change');
  const { from, to } = verdict;
  const states = { from, to, commit: null, scenarios: [] };
  if (verdict.verdict === 'illegal') {
    const bits = verdict.bits.length === 0 ? '' : ` (${verdict.bits.join(' ')})`;
    return { ...states, verdict: 'illegal', what: `${verdict.reason}${bits}` };
  }
  if (verdict.verdict === 'unknown') {
    const what = `only ${verdict.transition.fn} may: ${verdict.transition.title}; its task is on no such path`;
    return { ...states, verdict: 'unknown', what };
  }
  const { defect } = verdict;
  if (defect === undefined)
    return { ...states, verdict: 'unknown', what: verdict.transition.title };
  const { commit, fixedIn, scenarios, title } = defect;
  return { from, to, verdict: 'defect', commit, scenarios, what: `${title} Fixed in ${fixedIn}.` };
}

function silentFinding(trace: Trace, silent: number): Finding {
  const { log, tables } = trace;
  const change = log.readSilent(silent, emptySilentChange());
  const table = Math.floor(change.word / WORDS);
  return {
    ...whereOf(trace, change.event),
    gfn: tables.gfnOf(table, (change.word % WORDS) / 2).toString(16),
    level: tables.level[table] ?? 0,
    old: hexOf(change.fromLo, change.fromHi),
    new: hexOf(change.toLo, change.toHi),
    verdict: VERDICT_OF_CAUSE[change.cause] ?? 'unknown',
    from: '',
    to: '',
    what: SILENT_TEXT[change.cause] ?? '',
    commit: null,
    scenarios: [],
  };
}

const VERDICT_OF_CAUSE: Readonly<Record<number, 'lost' | 'contradiction'>> = {
  [SILENT.LOST_AD]: 'lost',
  [SILENT.OTHER_BITS]: 'contradiction',
  [SILENT.CONTRADICTION]: 'contradiction',
};

function whereOf(
  { contexts, events, reader }: Trace,
  event: number,
): Pick<Finding, 'event' | 'line' | 'time' | 'task'> {
  const context = contexts.all[events.context[event] ?? 0];
  return {
    event,
    line: events.line(event),
    time: timeText(events.time.at(event), reader.timeDigits ?? 0),
    task: `${context?.comm ?? '?'}-${context?.pid ?? '?'}`,
  };
}

/** How many changes each transition explains, the most frequent first. */
export function transitionCounts({ conformance }: Trace): readonly TransitionCount[] {
  const counts = new Map<string, TransitionCount>();
  conformance.verdicts.forEach((verdict, number) => {
    if (verdict?.verdict !== 'legal') return;
    const { fn, flush, id, locks, title } = verdict.transition;
    const others = verdict.others.map((other) => other.id);
    const key = [id, ...others].join(' or ');
    const before = counts.get(key)?.count ?? 0;
    const count = before + (conformance.counts[number] ?? 0);
    counts.set(key, { id: key, count, title, fn, flush, locks });
  });
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

export interface TransitionCount {
  /** Several, where the trace cannot tell which of them. */
  readonly id: string;
  readonly count: number;
  readonly title: string;
  readonly fn: string;
  readonly flush: string;
  readonly locks: readonly string[];
}
