/** A trace's summary as text. */
import { alignColumns } from './align-columns.ts';
import type { TraceSummary } from '../trace/reports/summary.ts';
import { formatFinding } from './format-finding.ts';

const SHOWN = 5;

export function formatTraceSummary(summary: TraceSummary): string {
  const { events, lines, time } = summary;
  return [
    events === 0
      ? `no events on ${lines} lines: the buffer was empty when it was read`
      : `${events} events on ${lines} lines, from ${time.first} to ${time.last} (${time.unit}); ${summary.cpus} CPUs, ${summary.tasks} tasks`,
    ...table(summary.kinds.map(({ count, name }) => [String(count), name])),
    ...formatReading(summary),
    ...formatLayout(summary),
    ...formatTables(summary),
    ...formatFaults(summary),
    ...formatDirtyLogging(summary),
    ...formatConformance(summary),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  return alignColumns(rows).map((line) => `  ${line}`);
}

/** What was not read as an event, and what may be missing. */
function formatReading(summary: TraceSummary): string[] {
  const { backwards, damaged, lost, misread, unknown, unreadable } = summary;
  const lostCount = lost.reduce((sum, { count }) => sum + (count ?? 0), 0);
  return [
    ...unknown.kinds.map(
      ({ count, lines, name }) =>
        `unknown event ${name}: ${count}, lines ${lineList(lines, count)}`,
    ),
    ...noteLines(
      'events whose message reads otherwise than expected',
      misread.events,
      misread.first,
    ),
    ...noteLines('lines that are no event', unreadable.lines, unreadable.first),
    ...(lost.length === 0
      ? []
      : [
          `events lost: ${lostCount}, told on lines ${lineList(
            lost.map(({ line }) => line),
            lost.length,
          )}`,
        ]),
    ...(backwards.events === 0
      ? []
      : [`timestamps go back ${backwards.events} times, first on line ${backwards.firstLine}`]),
    ...(summary.endsInLine
      ? ['the file ends without a line end: its last line may be cut off, and is no event']
      : []),
    ...(damaged === null
      ? []
      : [`the compressed data end early or are damaged (${damaged}): what came before was read`]),
  ];
}

function lineList(lines: readonly number[], count: number): string {
  const shown = lines.slice(0, SHOWN).join(', ');
  return count > SHOWN ? `${shown} and ${count - SHOWN} more` : shown;
}

function noteLines(
  what: string,
  count: number,
  notes: readonly { readonly line: number; readonly text: string }[],
): string[] {
  if (count === 0) return [];
  const shown = notes
    .slice(0, SHOWN)
    .map(({ line, text }) => `  line ${line}: ${JSON.stringify(text)}`);
  return [`${what}: ${count}`, ...shown, ...(count > SHOWN ? [`  and ${count - SHOWN} more`] : [])];
}

function formatLayout({ layout }: TraceSummary): string[] {
  return [
    `layout ${layout.id}, ${layout.rootLevel} levels: ${layout.title}`,
    ...layout.reasons.map((reason) => `  ${reason}`),
    ...layout.doubts.map((doubt) => `  Not certain: ${doubt}`),
  ];
}

function formatTables({ roots, silent, tables }: TraceSummary): string[] {
  const spaces = new Set(roots.map(({ asId }) => asId)).size;
  const found = Object.entries(silent).filter(([, count]) => count > 0);
  return [
    `${roots.length} roots in ${spaces} address spaces, ${tables} page tables`,
    ...(found.length === 0
      ? []
      : [
          `changes without an event: ${found.map(([name, count]) => `${count} ${SILENT_WORDS[name] ?? name}`).join(', ')}`,
        ]),
  ];
}

const SILENT_WORDS: Readonly<Record<string, string>> = {
  setByHardware: 'Accessed or Dirty set by the CPU',
  lostAccessedOrDirty: 'Accessed or Dirty lost',
  fastPageFault: 'fast page faults that were not traced',
  thawed: 'emptied after they were frozen',
  olderThanTrace: 'older than the trace',
  otherBits: 'other bits',
  contradiction: 'contradictions',
};

function formatFaults({ vcpus }: TraceSummary): string[] {
  return vcpus.map(({ fast, faults, spurious, vcpu }) => {
    const who = vcpu < 0 ? 'a vCPU that is not named' : `vCPU ${vcpu}`;
    return `${who}: ${faults} faults, ${fast} of them settled fast, ${spurious} spurious`;
  });
}

function formatDirtyLogging({ dirtyLogging }: TraceSummary): string[] {
  if (dirtyLogging.length === 0) return [];
  const shown = dirtyLogging
    .slice(0, SHOWN)
    .map(
      ({ bit, changes, firstLine, gfnFirst, gfnLast, lastLine }) =>
        `  lines ${firstLine} to ${lastLine}: ${bit} taken from ${changes} leafs, gfn ${gfnFirst} to ${gfnLast}`,
    );
  const more = dirtyLogging.length - SHOWN;
  return [
    `dirty logging: ${dirtyLogging.length} passes`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function formatConformance({ conformance }: TraceSummary): string[] {
  const { changes, defects, firstFinding, findings, illegal, legal, transitions, unknown } =
    conformance;
  return [
    `${changes} SPTE changes: ${legal} legal, ${unknown} unknown, ${illegal} illegal`,
    ...table(
      transitions.map(({ count, flush, fn, id, locks }) => [
        String(count),
        id,
        fn,
        `mmu_lock ${locks.join(' or ')}`,
        `flush ${flush}`,
      ]),
    ),
    ...defects.map(({ count, what }) => `known defect, ${count} times: ${what}`),
    ...(firstFinding === null
      ? ['no findings']
      : [
          `${findings} findings, with --findings all of them; the first:`,
          `  ${formatFinding(firstFinding)}`,
        ]),
    'Not in a trace, and not judged: what TLBs hold, who holds mmu_lock, and flushes.',
  ];
}
