/**
 * Runs a checker over the rows of a section. A row passes when every column that holds a value was
 * computed and is equal; a column the checker does not compute makes the row unchecked.
 */
import { RowReader } from './row-reader.ts';
import type { Cell, Mismatch, SectionReport } from './report.ts';
import type { CheckContext, ComputedRow, SectionChecker } from './section-checker.ts';
import type { VectorSection } from './vector-file.ts';

const FIRST_MAX = 5;

export function uncheckedSection(section: VectorSection, reason: string): SectionReport {
  const rows = section.rows.length;
  return { section: section.name, rows, mismatches: 0, unchecked: rows, first: [], reason };
}

export function checkSection(
  context: CheckContext,
  checker: SectionChecker,
  section: VectorSection,
): SectionReport {
  const missing = checker.inputs.find((column) => !section.columns.includes(column));
  if (missing !== undefined) return uncheckedSection(section, `Column "${missing}" is missing.`);
  const inputs = new Set([...checker.inputs, ...(checker.ignored ?? [])]);
  const outputs = section.columns.filter((column) => !inputs.has(column));
  const reader = new RowReader(section.columns);
  const tally = new Tally();
  for (const [index, row] of section.rows.entries()) {
    const computed = checker.compute(context, reader.read(row));
    if (reader.problem === null) tally.add(verdictOn(reader, { computed, index, outputs }));
    else tally.add({ differences: [], reason: reader.problem });
  }
  return tally.report(section);
}

interface RowVerdict {
  readonly differences: readonly Mismatch[];
  /** Why the row is unchecked. */
  readonly reason: string | null;
}

interface RowUnderTest {
  readonly computed: ComputedRow;
  readonly index: number;
  readonly outputs: readonly string[];
}

function verdictOn(reader: RowReader, { computed, index, outputs }: RowUnderTest): RowVerdict {
  const differences: Mismatch[] = [];
  let reason: string | null = 'The row holds no value to compare.';
  for (const column of outputs) {
    const expected = reader.cell(column);
    // The kernel has no such function, or the row would break its contract.
    if (expected === null) continue;
    const got = computed[column];
    if (got === undefined) return { differences: [], reason: `Column "${column}" isn't computed.` };
    reason = null;
    if (!sameCell(expected, got)) differences.push({ row: index, column, expected, got });
  }
  return { differences, reason };
}

function sameCell(expected: Cell, got: Cell): boolean {
  return normalized(expected) === normalized(got);
}

function normalized(cell: Cell): Cell {
  if (typeof cell !== 'string' || !cell.startsWith('0x')) return cell;
  return cell.toLowerCase().replace(/^0x0+(?=.)/, '0x');
}

class Tally {
  #mismatches = 0;
  #unchecked = 0;
  #reason: string | null = null;
  readonly #first: Mismatch[] = [];

  add({ differences, reason }: RowVerdict): void {
    if (reason !== null) {
      this.#unchecked += 1;
      this.#reason ??= reason;
      return;
    }
    if (differences.length > 0) this.#mismatches += 1;
    this.#first.push(...differences.slice(0, FIRST_MAX - this.#first.length));
  }

  report(section: VectorSection): SectionReport {
    return {
      section: section.name,
      rows: section.rows.length,
      mismatches: this.#mismatches,
      unchecked: this.#unchecked,
      first: this.#first,
      ...(this.#reason === null ? {} : { reason: this.#reason }),
    };
  }
}
