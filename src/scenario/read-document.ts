/** From a parsed file of any version to a document of the right shape. */
import { safeParse } from 'valibot';
import type { IssueList } from './issues.ts';
import { addSchemaIssues } from './schema-issues.ts';
import { scenarioSchema, type ScenarioDocument } from './schema.ts';
import { upgradeDocument } from './upgraders.ts';

/** Null, with issues, when the shape is wrong. */
export function readDocument(parsed: unknown, issues: IssueList): ScenarioDocument | null {
  const upgraded = upgradeDocument(parsed, issues);
  if (upgraded === null) return null;
  const result = safeParse(scenarioSchema, upgraded);
  if (result.success) return result.output;
  addSchemaIssues(result.issues, issues);
  return null;
}
