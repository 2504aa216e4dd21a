/** What a run over vector files says. `unchecked` rows are those nothing was claimed about. */

/** A cell of a vector file: a number, a flag (0 or 1), hexadecimal text, digits, or nothing. */
export type Cell = number | string | null;

export interface Mismatch {
  /** Index of the row in its section. */
  readonly row: number;
  readonly column: string;
  readonly expected: Cell;
  readonly got: Cell;
}

export interface SectionReport {
  readonly section: string;
  readonly rows: number;
  /** Rows with at least one column that differs. */
  readonly mismatches: number;
  readonly unchecked: number;
  /** The first few columns that differ. */
  readonly first: readonly Mismatch[];
  /** Why rows are unchecked, as a sentence; absent when all are checked. */
  readonly reason?: string;
}

export interface FileReport {
  readonly file: string;
  readonly sections: readonly SectionReport[];
}

export interface VectorReport {
  readonly rows: number;
  readonly mismatches: number;
  readonly unchecked: number;
  readonly files: readonly FileReport[];
}

export function vectorReport(files: readonly FileReport[]): VectorReport {
  const sections = files.flatMap((file) => file.sections);
  return {
    rows: sum(sections.map((section) => section.rows)),
    mismatches: sum(sections.map((section) => section.mismatches)),
    unchecked: sum(sections.map((section) => section.unchecked)),
    files,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
