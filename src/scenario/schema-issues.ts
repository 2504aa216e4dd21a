/** What valibot finds wrong with the shape of a document, in our words. */
import type { BaseIssue, IssuePathItem } from 'valibot';
import { nearestWord } from './did-you-mean.ts';
import { pathText, type Complaint, type IssueList, type IssuePath } from './issues.ts';

type SchemaIssue = BaseIssue<unknown>;

/** Adds the issues to the list: the first one of each value, as the others follow from it. */
export function addSchemaIssues(found: readonly SchemaIssue[], issues: IssueList): void {
  const told = new Set<string>();
  for (const issue of found) {
    const path = pathOf(issue);
    const isKeyIssue = issue.type === 'strict_object' && issue.path?.at(-1)?.origin === 'key';
    const key = isKeyIssue ? `${pathText(path)} ${issue.expected ?? ''}` : pathText(path);
    if (told.has(key)) continue;
    told.add(key);
    if (isKeyIssue) addKeyIssues(issue, path, issues);
    else issues.add(path, complain(issue, path));
  }
}

function pathOf({ path }: SchemaIssue): IssuePath {
  return (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

/** A key that is missing, or all keys that are unknown: valibot stops at the first of those. */
function addKeyIssues(issue: SchemaIssue, path: IssuePath, issues: IssueList): void {
  const { input, key } = lastItem(issue);
  const known = issue.message.split(' ');
  const parent = path.slice(0, -1);
  if (Array.isArray(input)) {
    issues.add(parent, wrongType(parent, { expected: 'Object', input, hint: keysHint(known) }));
    return;
  }
  if (issue.expected !== 'never') {
    issues.add(parent, {
      code: 'missing-key',
      message: `${subject(parent)} has no "${String(key)}".`,
      hint: `Add ${String(key)}: to it.`,
    });
    return;
  }
  for (const unknown of Object.keys(input as object).filter((name) => !known.includes(name))) {
    issues.addAtKey([...parent, unknown], unknownKey(unknown, known));
  }
}

function lastItem({ path }: SchemaIssue): Pick<IssuePathItem, 'input' | 'key'> {
  return path?.at(-1) ?? { input: {}, key: '' };
}

function unknownKey(unknown: string, known: readonly string[]): Complaint {
  const nearest = nearestWord(unknown, known);
  return {
    code: 'unknown-key',
    message: `There is no key "${unknown}" here.`,
    hint: nearest === null ? keysHint(known) : `Did you mean "${nearest}"? ${keysHint(known)}`,
  };
}

function keysHint(known: readonly string[]): string {
  return `The keys are ${known.join(', ')}.`;
}

function complain(issue: SchemaIssue, path: IssuePath): Complaint {
  const { type, input } = issue;
  const hint = issue.type === 'strict_object' ? keysHint(issue.message.split(' ')) : issue.message;
  const name = subject(path);
  switch (type) {
    case 'never':
      return {
        code: 'unknown-actor-kind',
        message: `${name} is neither a vCPU nor a host thread.`,
        hint,
      };
    case 'picklist':
      return { code: 'unknown-word', message: `${name} cannot be ${shown(input)}.`, hint };
    case 'regex':
      return { code: 'bad-text', message: `${name} cannot be ${shown(input)}.`, hint };
    case 'non_empty':
    case 'min_length':
      return { code: 'empty', message: `${name} is empty.`, hint };
    case 'max_length':
      return { code: 'too-long', message: `${name} is too long.`, hint };
    case 'integer':
    case 'min_value':
    case 'max_value':
      return { code: 'out-of-range', message: `${name} cannot be ${numberText(input)}.`, hint };
    default:
      return wrongType(path, { expected: issue.expected ?? '', input, hint });
  }
}

interface TypeMismatch {
  readonly expected: string;
  readonly input: unknown;
  readonly hint: string;
}

function wrongType(path: IssuePath, { expected, input, hint }: TypeMismatch): Complaint {
  return {
    code: 'wrong-type',
    message: `${subject(path)} must be ${TYPE_WORDS.get(expected) ?? expected}, and is ${typeOf(input)}.`,
    hint,
  };
}

const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['Array', 'a list'],
  ['Object', 'a map of keys'],
]);

function typeOf(input: unknown): string {
  if (input === null || input === undefined) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number') return 'a number';
  if (typeof input === 'boolean') return String(input);
  return typeof input === 'string' ? 'text' : 'a map of keys';
}

function subject(path: IssuePath): string {
  const last = path.at(-1);
  if (last === undefined) return 'The scenario';
  return typeof last === 'number'
    ? `Entry ${last + 1} of ${pathText(path.slice(0, -1))}`
    : `"${last}"`;
}

const SHOWN_MAX = 40;

function shown(input: unknown): string {
  return typeof input === 'string' ? `"${input.slice(0, SHOWN_MAX)}"` : typeOf(input);
}

/** As the author wrote it, most likely: page numbers are written in hexadecimal. */
function numberText(input: unknown): string {
  const whole = typeof input === 'number' && Number.isInteger(input) && input > 9;
  return whole ? `0x${input.toString(16)}` : String(input);
}
