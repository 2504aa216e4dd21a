/**
 * Issues of a scenario while it is being read. They keep their path as keys, so that the reader of
 * text can find the line; out of this folder they go as `Issue`.
 */
import type { Issue } from '../base/result.ts';

export type IssuePath = readonly (string | number)[];

export interface LocatedIssue {
  readonly code: string;
  readonly path: IssuePath;
  /** Which half of the entry at the path is wrong: its key (unknown, misspelt) or its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint: string;
}

export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Issues after this many are not reported: the first ones are the cause of the rest. */
export const ISSUES_MAX = 20;

/** A list of issues that checks add to; one that finds nothing adds nothing. */
export class IssueList {
  readonly #issues: LocatedIssue[] = [];

  add(path: IssuePath, complaint: Complaint): void {
    this.#issues.push({ ...complaint, path, at: 'value' });
  }

  addAtKey(path: IssuePath, complaint: Complaint): void {
    this.#issues.push({ ...complaint, path, at: 'key' });
  }

  hasIssues(): boolean {
    return this.#issues.length > 0;
  }

  get all(): readonly LocatedIssue[] {
    return this.#issues.slice(0, ISSUES_MAX);
  }
}

/** `actors[1].ops[0]` */
export function pathText(path: IssuePath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

export function issueOf({ code, path, message, hint }: LocatedIssue): Issue {
  return { code, path: pathText(path), message, hint };
}
