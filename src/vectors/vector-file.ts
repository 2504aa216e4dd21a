/**
 * Reads the parsed JSON of a vector file: a kernel, a CPU, and sections of rows. Anything else comes
 * back as issues that say what is wrong.
 */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import type { LayoutConfig } from '../engine/layout/spte-layout.ts';
import type { Cell } from './report.ts';

export interface VectorSection {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface VectorFile {
  /** `v5.19`; kept as text, a kernel that isn't modelled is no error. */
  readonly version: string;
  readonly config: string;
  readonly params: LayoutConfig;
  /** Numbers of the kernel's RET_PF_* constants; empty where it has none. */
  readonly retPf: Readonly<Record<string, number>>;
  readonly sections: readonly VectorSection[];
}

type Json = Readonly<Record<string, unknown>>;

const ISSUES_MAX = 5;
const HINT = 'See vectors/README.md for the format.';

export function parseVectorFile(json: unknown): Result<VectorFile> {
  if (!isObject(json)) {
    return fail([issueAt('', 'This is not a vector file: a JSON object is expected.')]);
  }
  const issues: Issue[] = [];
  const version = textOf(json, 'version', issues);
  const config = textOf(json, 'config', issues);
  const params = paramsOf(json['params'], issues);
  const retPf = retPfOf(json['retPf'], issues);
  const sections = sectionsOf(json, issues);
  if (sections.length === 0 && issues.length === 0) {
    issues.push(issueAt('', 'This is not a vector file: it has no section of rows.'));
  }
  if (issues.length > 0) return fail(issues.slice(0, ISSUES_MAX));
  return ok({ version, config, params, retPf, sections });
}

function issueAt(path: string, message: string): Issue {
  return { code: 'not-a-vector-file', path, message, hint: HINT };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(json: Json, key: string, issues: Issue[]): string {
  const value = json[key];
  if (typeof value === 'string') return value;
  issues.push(issueAt(key, `"${key}" must be text.`));
  return '';
}

function paramsOf(value: unknown, issues: Issue[]): LayoutConfig {
  const params: Json = isObject(value) ? value : {};
  const flag = (key: string): boolean => {
    const cell = params[key];
    // `execOnly` is null where it means nothing.
    if (cell !== 0 && cell !== 1 && cell !== null) {
      issues.push(issueAt(`params.${key}`, `"${key}" must be 0 or 1.`));
    }
    return cell === 1;
  };
  const maxphyaddr = params['maxphyaddr'];
  const plausible =
    typeof maxphyaddr === 'number' &&
    Number.isInteger(maxphyaddr) &&
    maxphyaddr >= 36 &&
    maxphyaddr <= 52;
  if (!plausible) {
    issues.push(issueAt('params.maxphyaddr', '"maxphyaddr" must be a number from 36 to 52.'));
  }
  return {
    vendor: flag('ept') ? 'ept' : 'npt',
    adBits: flag('adBits'),
    execOnly: flag('execOnly'),
    l1tf: flag('l1tf'),
    pml: flag('pml'),
    maxphyaddr: plausible ? maxphyaddr : 52,
  };
}

function retPfOf(value: unknown, issues: Issue[]): Readonly<Record<string, number>> {
  if (value === undefined) return {};
  const entries = Object.entries(isObject(value) ? value : { retPf: null });
  const numbers = entries.filter((entry): entry is [string, number] => Number.isInteger(entry[1]));
  if (numbers.length < entries.length) {
    issues.push(issueAt('retPf', '"retPf" must give a number to each RET_PF_* constant.'));
  }
  return Object.fromEntries(numbers);
}

/** A section is an array of rows that has its column names beside it. */
function sectionsOf(json: Json, issues: Issue[]): readonly VectorSection[] {
  return Object.entries(json)
    .filter(([name, value]) => Array.isArray(value) && !name.endsWith('Fields'))
    .map(([name, value]) => sectionOf(json, { name, rows: value }, issues));
}

function sectionOf(
  json: Json,
  { name, rows }: { readonly name: string; readonly rows: unknown },
  issues: Issue[],
): VectorSection {
  const columnsKey = name === 'pairs' ? 'pairFields' : `${name}Fields`;
  const columns = json[columnsKey];
  if (!isTextArray(columns)) {
    issues.push(
      issueAt(columnsKey, `Section "${name}" needs its column names in "${columnsKey}".`),
    );
    return { name, columns: [], rows: [] };
  }
  const good = (rows as readonly unknown[]).filter((row, index): row is readonly Cell[] => {
    const fault = rowFault(row, columns.length);
    if (fault !== null) issues.push(issueAt(`${name}[${index}]`, fault));
    return fault === null;
  });
  return { name, columns, rows: good };
}

function isTextArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function rowFault(row: unknown, width: number): string | null {
  if (!Array.isArray(row)) return 'A row must be an array.';
  if (row.length !== width) return `The row has ${row.length} cells for ${width} columns.`;
  const wrong = row.findIndex((cell) => !isCell(cell));
  if (wrong === -1) return null;
  return `Cell ${wrong} is neither a number, nor hexadecimal text or digits, nor null.`;
}

function isCell(cell: unknown): cell is Cell {
  if (cell === null) return true;
  if (typeof cell === 'number') return Number.isSafeInteger(cell);
  return typeof cell === 'string' && /^(0x[0-9a-f]{1,16}|[0-9]+)$/i.test(cell);
}
