/** `trace`: a real kernel's trace, its page tables at any moment, and what the state machine says of it. */
import type { Issue } from '../base/result.ts';
import { allFindings } from '../trace/reports/findings.ts';
import { traceSummary } from '../trace/reports/summary.ts';
import type { Trace } from '../trace/trace.ts';
import { findingJson, formatFinding } from './format-finding.ts';
import { formatTraceSummary } from './format-trace.ts';
import { findMoment, momentReport } from './trace-at.ts';
import { readTraceFile } from './trace-file.ts';
import { lifeReport } from './trace-life.ts';
import { parseChoice, parseGfn, parseRoot } from './trace-options.ts';
import { scenarioReport, type ScenarioRequest } from './trace-scenario.ts';
import { EXIT, refuse, type Outcome, type Verb, type VerbArguments } from './verb.ts';

const NOTHING_NAMED: Issue = {
  code: 'missing-argument',
  path: '',
  message: 'No trace is named.',
  hint: 'Name a file that /sys/kernel/tracing/trace, trace-cmd report or perf script printed.',
};

async function runTrace({ flags, options, positionals }: VerbArguments): Promise<Outcome> {
  const [path] = positionals;
  if (path === undefined) return refuse(NOTHING_NAMED);
  const choice = parseChoice(options);
  if (!choice.ok) return { kind: 'refused', issues: choice.issues };
  const gfn = parseGfn(options['gfn']);
  if (!gfn.ok) return { kind: 'refused', issues: gfn.issues };
  const read = await readTraceFile(path, choice.value);
  if (!read.ok) return { kind: 'refused', issues: read.issues };
  const trace = read.value;
  const { at, from, to } = options;
  if (flags.has('scenario')) return reportScenario(trace, { gfn: gfn.value, from, to });
  if (at !== undefined) return reportMoment(trace, { at, gfn: gfn.value, root: options['root'] });
  if (gfn.value !== undefined) return report(trace, lifeReport(trace, gfn.value));
  return flags.has('findings') ? reportFindings(trace) : reportSummary(trace);
}

function reportMoment(
  trace: Trace,
  {
    at,
    gfn,
    root,
  }: { readonly at: string; readonly gfn: number | undefined; readonly root: string | undefined },
): Outcome {
  const moment = findMoment(trace, at);
  if (!moment.ok) return { kind: 'refused', issues: moment.issues };
  const chosen = parseRoot(root, trace.roots.all.length);
  if (!chosen.ok) return { kind: 'refused', issues: chosen.issues };
  return report(trace, momentReport(trace, { event: moment.value, gfn, root: chosen.value }));
}

function reportScenario(trace: Trace, request: ScenarioRequest): Outcome {
  const made = scenarioReport(trace, request);
  return made.ok ? report(trace, made.value) : { kind: 'refused', issues: made.issues };
}

function reportFindings(trace: Trace): Outcome {
  const findings = allFindings(trace);
  const text = findings.map((finding) => `${formatFinding(finding)}\n`).join('');
  return {
    ...report(trace, {
      json: { findings: findings.map(findingJson) },
      text: text === '' ? 'no findings\n' : text,
    }),
    exitCode: exitCodeOf(trace),
  };
}

function reportSummary(trace: Trace): Outcome {
  const summary = traceSummary(trace);
  const { firstFinding } = summary.conformance;
  const first = firstFinding === null ? null : findingJson(firstFinding);
  const json = { ...summary, conformance: { ...summary.conformance, firstFinding: first } };
  const told = report(trace, { json, text: formatTraceSummary(summary) });
  return { ...told, exitCode: exitCodeOf(trace), notes: [] };
}

function report(trace: Trace, { json, text }: { readonly json: unknown; readonly text: string }) {
  return {
    kind: 'report' as const,
    exitCode: EXIT.OK as number,
    json,
    text,
    notes: readingNotes(trace),
  };
}

/** A change that the model calls illegal is a difference between it and the kernel. */
function exitCodeOf({ conformance }: Trace): number {
  const illegal = conformance.verdicts.some(
    (verdict, number) => verdict?.verdict === 'illegal' && (conformance.counts[number] ?? 0) > 0,
  );
  return illegal ? EXIT.DIFFERS : EXIT.OK;
}

/** What the reader could not take as events: beside every report, since it may matter to it. */
function readingNotes({ notes }: Trace): string[] {
  const { damaged, lost, misreadCount, unknownCount, unreadableCount } = notes;
  const [first] = notes.unreadable;
  return [
    ...(unknownCount > 0
      ? [`${unknownCount} events are of unknown kinds; the summary lists them.`]
      : []),
    ...(misreadCount > 0 ? [`${misreadCount} events have messages that read otherwise.`] : []),
    ...(first === undefined
      ? []
      : [
          `${unreadableCount} lines are no events, first line ${first.line}; the summary lists them.`,
        ]),
    ...(lost.length > 0 ? ['Events were lost while recording: tables may be incomplete.'] : []),
    ...(damaged === undefined ? [] : [`The compressed data end early or are damaged: ${damaged}.`]),
  ];
}

export const TRACE: Verb = {
  name: 'trace',
  usage:
    '<file> [--at <event | marker> [--root N]] [--gfn G [--scenario [--from E] [--to E]]] [--findings] [--layout L] [--levels N]',
  summary: "rebuilds page tables from a real kernel's trace, and judges every change",
  options: {
    at: 'the page tables just after an event (by number, from 1) or a trace_marker text',
    root: 'with --at: another root than that which a vCPU of the newest guest would load',
    gfn: 'the life of one gfn, in hexadecimal; with --at, its entries there',
    from: 'with --scenario: the first event, by number or marker; without it, the first of all',
    to: 'with --scenario: the last event',
    layout: 'the format of the SPTEs, if it is not to be detected (v6.12/npt-48)',
    levels: 'of the page tables, 4 or 5, if they are not to be detected',
  },
  flags: {
    findings: 'every change that is not legal, or that a known defect explains',
    scenario:
      'what happened to --gfn as a scenario file; without --from and --to, around its first finding',
  },
  positionals: 1,
  run: runTrace,
};
