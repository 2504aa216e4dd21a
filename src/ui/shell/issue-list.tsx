import { formatIssue, type Issue } from '../../base/result.ts';
import css from './notices.module.css';

interface IssueListProps {
  readonly issues: readonly Issue[];
  /** A sentence above the list, which need not be said again. */
  readonly besides?: string;
}

/** What is wrong with some input: where, what, and how to mend it. */
export function IssueList({ issues, besides = '' }: IssueListProps) {
  if (issues.length === 0) return null;
  return (
    <ul className={css['issues']}>
      {issues.map((issue) => (
        <li key={`${issue.path}/${issue.line ?? 0}/${issue.code}/${issue.message}`}>
          {besides.includes(issue.message) ? issue.hint : formatIssue(issue)}
        </li>
      ))}
    </ul>
  );
}
