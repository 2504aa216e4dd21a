/** What is in a trace, in numbers: the shape --json promises. */
import { KIND_NAMES } from '../events/event-kinds.ts';
import { timeText } from '../events/event-text.ts';
import { dirtyLogPasses } from '../queries/dirty-log-passes.ts';
import { faultCounts } from '../queries/fault-counts.ts';
import { emptySilentChange, SILENT } from '../tables/change-log.ts';
import { NONE } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';
import { Findings, transitionCounts } from './findings.ts';

export type TraceSummary = ReturnType<typeof traceSummary>;

export function traceSummary(trace: Trace) {
  const { contexts, detected, events, notes, reader, roots, tables } = trace;
  const digits = reader.timeDigits ?? 0;
  const time = (event: number): string => timeText(events.time.at(event), digits);
  return {
    bytes: reader.bytesRead,
    lines: reader.lines,
    events: events.count,
    kinds: kindCounts(trace),
    unknown: { events: notes.unknownCount, kinds: [...notes.unknownKinds.values()] },
    misread: { events: notes.misreadCount, first: notes.misread },
    unreadable: { lines: notes.unreadableCount, first: notes.unreadable },
    lost: notes.lost.map(({ count, cpu, line }) => ({ line, cpu, count })),
    backwards: { events: notes.backwards, firstLine: notes.firstBackwardsLine },
    endsInLine: notes.endsInLine,
    damaged: notes.damaged ?? null,
    layout: {
      id: detected.layout.id,
      title: detected.layout.title,
      rootLevel: detected.rootLevel,
      reasons: detected.reasons,
      doubts: detected.doubts,
    },
    time: { first: time(0), last: time(events.count - 1), unit: digits < 0 ? 'ticks' : 'seconds' },
    cpus: new Set(contexts.all.map(({ cpu }) => cpu)).size,
    tasks: contexts.taskCount,
    vcpus: faultCounts(events),
    roots: roots.all.map(({ asId, createdAt, endedAt, invalidAt, level }) => ({
      asId,
      level,
      firstLine: events.line(createdAt),
      invalidLine: invalidAt === NONE ? null : events.line(invalidAt),
      lastLine: endedAt === NONE ? null : events.line(endedAt),
    })),
    tables: tables.count,
    silent: silentCounts(trace),
    dirtyLogging: dirtyLogPasses(trace).map((pass) => ({
      firstLine: events.line(pass.firstEvent),
      lastLine: events.line(pass.lastEvent),
      bit: pass.bit,
      changes: pass.changes,
      gfnFirst: pass.gfnFirst.toString(16),
      gfnLast: pass.gfnLast.toString(16),
    })),
    conformance: conformanceCounts(trace),
  };
}

function kindCounts({
  reader,
}: Trace): readonly { readonly name: string; readonly count: number }[] {
  return KIND_NAMES.map((name, kind) => ({ name, count: reader.counts[kind] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}

const CAUSE_NAMES: Readonly<Record<number, string>> = {
  [SILENT.HARDWARE_AD]: 'setByHardware',
  [SILENT.LOST_AD]: 'lostAccessedOrDirty',
  [SILENT.FAST_PAGE_FAULT]: 'fastPageFault',
  [SILENT.THAWED]: 'thawed',
  [SILENT.FIRST_SEEN]: 'olderThanTrace',
  [SILENT.OTHER_BITS]: 'otherBits',
  [SILENT.CONTRADICTION]: 'contradiction',
};

function silentCounts({ log }: Trace): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of Object.values(CAUSE_NAMES)) counts[name] = 0;
  const change = emptySilentChange();
  for (let i = 0; i < log.silentCount; i++) {
    const name = CAUSE_NAMES[log.readSilent(i, change).cause] ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function conformanceCounts(trace: Trace) {
  const { conformance } = trace;
  const counts = { legal: 0, unchanged: 0, unknown: 0, illegal: 0 };
  conformance.verdicts.forEach((verdict, number) => {
    if (verdict !== undefined) counts[verdict.verdict] += conformance.counts[number] ?? 0;
  });
  const findings = new Findings(trace);
  return {
    changes: counts.legal + counts.unchanged + counts.unknown + counts.illegal,
    ...counts,
    transitions: transitionCounts(trace),
    defects: defectCounts(trace),
    findings: findings.count,
    firstFinding: findings.from(0, 1)[0] ?? null,
  };
}

function defectCounts({ conformance }: Trace): readonly { what: string; count: number }[] {
  const found = new Map<string, number>();
  conformance.verdicts.forEach((verdict, number) => {
    if (verdict?.verdict !== 'legal' || verdict.defect === undefined) return;
    const { commit, fixedIn, title } = verdict.defect;
    const what = `${commit}: ${title} Fixed in ${fixedIn}.`;
    found.set(what, (found.get(what) ?? 0) + (conformance.counts[number] ?? 0));
  });
  return [...found].map(([what, count]) => ({ what, count }));
}
