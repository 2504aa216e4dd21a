/**
 * What user input (a scenario, a link, a vector file, a command line) turns into: a value, or a list
 * of issues. An issue says where, what, and how to mend it; it is never thrown.
 */
export interface Issue {
  /** Stable name of the kind of issue, for tests and for the page; e.g. `unknown-gfn`. */
  readonly code: string;
  /** Where: a path (`actors[1].ops[0]`), with line and column when the input is text. */
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** How to mend it, as a sentence. */
  readonly hint: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(issues: readonly Issue[]): {
  readonly ok: false;
  readonly issues: readonly Issue[];
} {
  return { ok: false, issues };
}

/** One line of text for an issue: where, what, how to mend. */
export function formatIssue(issue: Issue): string {
  const position = issue.line === undefined ? '' : `${issue.line}:${issue.column ?? 1}: `;
  const where = issue.path === '' ? '' : `${issue.path}: `;
  return `${position}${where}${issue.message} ${issue.hint}`.trim();
}
