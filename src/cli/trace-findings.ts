/** What the state machine says of a trace's changes: counts of what is legal, and what is not one by one. */
import { timeText } from '../trace/events/event-text.ts';
import type { ChangeVerdict } from '../trace/conformance/judged.ts';
import { emptySilentChange, SILENT } from '../trace/tables/change-log.ts';
import { SILENT_TEXT } from '../trace/queries/biography.ts';
import { WORDS } from '../trace/tables/page-tables.ts';
import { hexOf } from '../trace/tables/table-dump.ts';
import type { Trace } from '../trace/trace.ts';

export interface FindingLine {
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

/** All findings, in the order of the trace. */
export function findingLines(trace: Trace): readonly FindingLine[] {
  return [...changeFindings(trace), ...silentFindings(trace)].sort((a, b) => a.event - b.event);
}

function* changeFindings(trace: Trace): Generator<FindingLine> {
  const { conformance, events, tables } = trace;
  for (let i = 0; i < conformance.findings.length; i++) {
    const event = conformance.findings.at(i);
    const verdict = conformance.verdicts[conformance.verdictOf[event] ?? 0];
    if (verdict === undefined || verdict.verdict === 'unchanged') continue;
    yield {
      ...whereOf(trace, event),
      gfn: events.gfn(event).toString(16),
      level: tables.level[events.table[event] ?? 0] ?? 0,
      old: hexOf(events.aLo[event] ?? 0, events.aHi[event] ?? 0),
      new: hexOf(events.bLo[event] ?? 0, events.bHi[event] ?? 0),
      ...toldOf(verdict),
    };
  }
}

type Told = Pick<FindingLine, 'verdict' | 'from' | 'to' | 'what' | 'commit' | 'scenarios'>;

function toldOf(verdict: Exclude<ChangeVerdict, { verdict: 'unchanged' }>): Told {
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

/** Changes between events that nothing explains. */
function* silentFindings(trace: Trace): Generator<FindingLine> {
  const { log, tables } = trace;
  const change = emptySilentChange();
  for (let i = 0; i < log.silentCount; i++) {
    log.readSilent(i, change);
    const verdict = VERDICT_OF_CAUSE[change.cause];
    if (verdict === undefined) continue;
    const table = Math.floor(change.word / WORDS);
    yield {
      ...whereOf(trace, change.event),
      gfn: tables.gfnOf(table, (change.word % WORDS) / 2).toString(16),
      level: tables.level[table] ?? 0,
      old: hexOf(change.fromLo, change.fromHi),
      new: hexOf(change.toLo, change.toHi),
      verdict,
      from: '',
      to: '',
      what: SILENT_TEXT[change.cause] ?? '',
      commit: null,
      scenarios: [],
    };
  }
}

const VERDICT_OF_CAUSE: Readonly<Record<number, 'lost' | 'contradiction'>> = {
  [SILENT.LOST_AD]: 'lost',
  [SILENT.OTHER_BITS]: 'contradiction',
  [SILENT.CONTRADICTION]: 'contradiction',
};

function whereOf(
  { contexts, events, reader }: Trace,
  event: number,
): Pick<FindingLine, 'event' | 'line' | 'time' | 'task'> {
  const context = contexts.all[events.context[event] ?? 0];
  return {
    event: event + 1,
    line: events.line(event),
    time: timeText(events.time.at(event), reader.timeDigits ?? 0),
    task: `${context?.comm ?? '?'}-${context?.pid ?? '?'}`,
  };
}

export function formatFinding(finding: FindingLine): string {
  const { gfn, level, line, old, task, time, verdict, what } = finding;
  const states = finding.from === '' ? '' : ` ${finding.from} > ${finding.to}`;
  const commit = finding.commit === null ? '' : ` ${finding.commit}`;
  const told = finding.scenarios.length === 0 ? '' : ` See ${finding.scenarios.join(', ')}.`;
  const where = `line ${line}, ${time}, ${task}: gfn ${gfn} level ${level}, ${old} -> ${finding.new}${states}`;
  return `${where}: ${verdict}${commit}: ${what}${told}`;
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
