/** A vector report as text. */
import type { Cell, FileReport, VectorReport } from '../vectors/report.ts';
import { alignColumns } from './align-columns.ts';

export function formatVectorReport(report: VectorReport): string {
  const { files, rows, mismatches, unchecked } = report;
  const table = alignColumns([
    ['file', 'rows', 'mismatches', 'unchecked'],
    ...files.map((file) => [
      file.file,
      String(sum(file, 'rows')),
      String(sum(file, 'mismatches')),
      String(sum(file, 'unchecked')),
    ]),
  ]);
  return [
    ...table,
    ...files.flatMap(formatMismatches),
    ...formatReasons(files),
    `${rows} rows: ${rows - mismatches - unchecked} agree, ${mismatches} differ, ${unchecked} are not checked.`,
    '',
  ].join('\n');
}

function sum({ sections }: FileReport, what: 'rows' | 'mismatches' | 'unchecked'): number {
  return sections.reduce((total, section) => total + section[what], 0);
}

function formatMismatches({ file, sections }: FileReport): string[] {
  return sections
    .filter(({ mismatches }) => mismatches > 0)
    .flatMap(({ section, mismatches, first }) => [
      `${file}, ${section}: ${mismatches} rows differ, among them`,
      ...first.map(
        ({ row, column, expected, got }) =>
          `  row ${row}, ${column}: the kernel has ${shown(expected)}, the engine ${shown(got)}`,
      ),
    ]);
}

function shown(cell: Cell): string {
  return cell === null ? 'nothing' : String(cell);
}

/** Why rows were not checked: each reason once, with the number of rows and the sections they are in. */
function formatReasons(files: readonly FileReport[]): string[] {
  const reasons = new Map<string, { rows: number; readonly sections: Set<string> }>();
  for (const { section, unchecked, reason } of files.flatMap(({ sections }) => sections)) {
    if (unchecked === 0) continue;
    const key = reason ?? 'no reason given.';
    const about = reasons.get(key) ?? { rows: 0, sections: new Set<string>() };
    about.rows += unchecked;
    about.sections.add(section);
    reasons.set(key, about);
  }
  return [...reasons].map(
    ([reason, { rows, sections }]) =>
      `Not checked: ${rows} rows (${[...sections].join(', ')}): ${reason}`,
  );
}
