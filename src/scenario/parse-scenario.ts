/** From the text of a scenario file to a scenario, with the line of everything that is wrong. */
import {
  LineCounter,
  isMap,
  isNode,
  isScalar,
  parseDocument,
  visit,
  type Document,
  type YAMLError,
} from 'yaml';
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { readScenario } from './build-scenario.ts';
import { IssueList, ISSUES_MAX, issueOf, type LocatedIssue } from './issues.ts';
import type { Scenario } from './scenario.ts';
import { yamlDepth } from './yaml-depth.ts';

export const TEXT_LENGTH_MAX = 256 * 1024;
const DEPTH_MAX = 40;

export function parseScenario(text: string): Result<Scenario> {
  const refused = refuseText(text);
  if (refused !== null) return fail([refused]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return fail(faults.slice(0, ISSUES_MAX).map(yamlIssue));
  const parsed = plainValue(document, lines);
  if ('issue' in parsed) return fail([parsed.issue]);
  const issues = new IssueList();
  const scenario = readScenario(parsed.value, issues);
  if (scenario !== null) return ok(scenario);
  return fail(
    issues.all.map((issue) => ({ ...issueOf(issue), ...positionOf(issue, document, lines) })),
  );
}

/** What would cost too much to look at. */
function refuseText(text: string): Issue | null {
  if (text.length > TEXT_LENGTH_MAX) {
    return {
      code: 'text-too-long',
      path: '',
      message: `The text is ${text.length} characters long; at most ${TEXT_LENGTH_MAX} are read.`,
      hint: 'A scenario is a few pages: leave out what is not one.',
    };
  }
  if (yamlDepth(text) <= DEPTH_MAX) return null;
  return {
    code: 'text-too-deep',
    path: '',
    message: 'The text nests deeper than any scenario does.',
    hint: 'Look for brackets that are not closed.',
  };
}

function yamlIssue({ message, linePos }: YAMLError): Issue {
  const [start] = linePos ?? [];
  return {
    code: 'yaml',
    path: '',
    ...(start === undefined ? {} : { line: start.line, column: start.col }),
    // The library adds the position and a picture of the line, which callers have or make themselves.
    message: `${(message.split(/ at line \d+, column \d+/)[0] ?? message).trim()}.`,
    hint: 'The file is YAML: look at the indentation, the colons and the quotes.',
  };
}

/** The document as plain values; aliases may lead nowhere, or multiply without end. */
function plainValue(
  document: Document,
  lines: LineCounter,
): { readonly value: unknown } | { readonly issue: Issue } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const { line, col } = lines.linePos(offsetOfLostAlias(document));
    return {
      issue: {
        code: 'yaml',
        path: '',
        line,
        column: col,
        message: `${error.message}.`,
        hint: 'Write out what the alias stands for.',
      },
    };
  }
}

function offsetOfLostAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function positionOf(
  { path, at }: LocatedIssue,
  document: Document,
  lines: LineCounter,
): { line: number; column: number } {
  const { line, col } = lines.linePos(offsetOf(document, path, at));
  return { line, column: col };
}

/** Where the key or the value at a path begins; for a value that isn't there, what it is missing from. */
function offsetOf(document: Document, path: LocatedIssue['path'], at: 'key' | 'value'): number {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (at === 'key' && isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1));
    if (isNode(pair?.key)) return pair.key.range?.[0] ?? 0;
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return node.range?.[0] ?? 0;
  return isNode(parent) ? (parent.range?.[0] ?? 0) : 0;
}
