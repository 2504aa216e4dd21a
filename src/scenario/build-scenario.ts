/** From a parsed file to a scenario: its shape first, then what it means. */
import { fail, ok, type Result } from '../base/result.ts';
import { ALL_PROGRAMS } from '../engine/programs/all-programs.ts';
import { assemble } from './assemble-scenario.ts';
import { IssueList, issueOf } from './issues.ts';
import { readDocument } from './read-document.ts';
import { SCENARIO_CHECKS } from './scenario-checks.ts';
import type { Scenario } from './scenario.ts';

/** Reads a scenario from what its YAML parses to. */
export function buildScenario(parsed: unknown): Result<Scenario> {
  const issues = new IssueList();
  const scenario = readScenario(parsed, issues);
  return scenario === null ? fail(issues.all.map(issueOf)) : ok(scenario);
}

/** The same, for readers that know where in a text the issues are. Null with at least one issue. */
export function readScenario(parsed: unknown, issues: IssueList): Scenario | null {
  const document = readDocument(parsed, issues);
  return document === null
    ? null
    : assemble(document, { programs: ALL_PROGRAMS, checks: SCENARIO_CHECKS }, issues);
}
