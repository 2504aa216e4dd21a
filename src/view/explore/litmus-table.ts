/** The litmus table: what of each property, and of each outcome, all runs of each column say. */
import { countText, groupDigits } from '../../explorer/compare-columns.ts';
import type { ExploredProperty, ExploredReply, WitnessInfo } from '../../protocol/explore.ts';

export interface LitmusColumn {
  readonly key: string;
  readonly title: string;
  readonly explored: ExploredReply | null;
}

export type LitmusWord = 'Always' | 'Sometimes' | 'Never' | 'Not so far' | '…';

export interface LitmusCell {
  readonly key: string;
  readonly column: string;
  readonly word: LitmusWord;
  /** How often, and how far it is; empty where it never happens. */
  readonly detail: string;
  /** Against the first column. */
  readonly change: 'disappeared' | 'new' | null;
  readonly witness: WitnessInfo | null;
}

export interface LitmusRow {
  readonly key: string;
  /** Of the properties violated. */
  readonly ids: readonly string[];
  readonly words: readonly string[];
  readonly violating: boolean;
  readonly cells: readonly LitmusCell[];
}

export interface LitmusTable {
  /** Properties that some column violates. */
  readonly properties: readonly LitmusRow[];
  /** The others, in one sentence. */
  readonly quiet: string;
  readonly outcomes: readonly LitmusRow[];
  /** What is the same in all outcomes. */
  readonly common: readonly string[];
}

export function litmusTable(columns: readonly LitmusColumn[]): LitmusTable {
  const all = columns.flatMap(({ explored }) => explored?.outcomes ?? []);
  const common = commonFacts(all.map(({ facts }) => facts));
  return {
    properties: propertyRows(columns),
    quiet: quietText(columns),
    outcomes: outcomeRows(columns, common),
    common: bySubject(common),
  };
}

function propertyRows(columns: readonly LitmusColumn[]): LitmusRow[] {
  const known = columns.find(({ explored }) => explored !== null)?.explored?.properties ?? [];
  return known
    .map(({ property, title }) => ({
      key: property,
      ids: [property],
      words: [title],
      violating: true,
      cells: columns.map((column) => propertyCell(column, property)),
    }))
    .filter(({ cells }) => cells.some(({ witness }) => witness !== null));
}

const VERDICT_WORDS: Readonly<Record<ExploredProperty['verdict'], LitmusWord>> = {
  always: 'Always',
  sometimes: 'Sometimes',
  never: 'Never',
  unknown: 'Not so far',
};

function propertyCell({ key, explored }: LitmusColumn, property: string): LitmusCell {
  const found = explored?.properties.find((judged) => judged.property === property);
  const base = { key: `${key}/${property}`, column: key, change: null };
  if (found === undefined) return { ...base, word: '…', detail: '', witness: null };
  const { verdict, violatingEnds, ends, shortest, fewestSwitches } = found;
  const detail =
    shortest === null
      ? ''
      : `${groupDigits(violatingEnds)} of ${countText(ends, 'end')}, ${sizeText(shortest)}`;
  // Of two witnesses the one that is easier to follow, where it is not longer.
  const witness = fewestSwitches?.steps === shortest?.steps ? fewestSwitches : shortest;
  return { ...base, word: VERDICT_WORDS[verdict], detail, witness };
}

function quietText(columns: readonly LitmusColumn[]): string {
  const replies = columns.flatMap(({ explored }) => explored ?? []);
  const [first] = replies;
  if (first === undefined) return '';
  const quiet = first.properties.filter(({ property }) =>
    replies.every((reply) => reply.properties.some((judged) => isQuiet(judged, property))),
  );
  if (quiet.length === 0) return '';
  const complete =
    replies.length === columns.length && replies.every(({ bound }) => bound === null);
  const ids = quiet.map(({ property }) => property).join(', ');
  return complete ? `Never, in any column: ${ids}.` : `Not so far, in any column: ${ids}.`;
}

function isQuiet({ property, shortest }: ExploredProperty, wanted: string): boolean {
  return property === wanted && shortest === null;
}

function outcomeRows(columns: readonly LitmusColumn[], common: readonly string[]): LitmusRow[] {
  const rows = new Map<string, LitmusRow>();
  for (const { explored } of columns) {
    for (const { key, violated, facts } of explored?.outcomes ?? []) {
      if (rows.has(key)) continue;
      const words = bySubject(facts.filter((fact) => !common.includes(fact)));
      const cells = columns.map((column) => outcomeCell(columns, column, key));
      rows.set(key, { key, ids: violated, words, violating: violated.length > 0, cells });
    }
  }
  return [...rows.values()].sort((a, b) => Number(b.violating) - Number(a.violating));
}

function outcomeCell(
  [first]: readonly LitmusColumn[],
  { key: column, explored }: LitmusColumn,
  outcome: string,
): LitmusCell {
  const base = { key: `${column}/${outcome}`, column };
  if (explored === null) return { ...base, word: '…', detail: '', change: null, witness: null };
  const found = explored.outcomes.find(({ key }) => key === outcome);
  const atFirst = first?.explored?.outcomes.some(({ key }) => key === outcome) ?? null;
  if (found === undefined) {
    const word = explored.bound === null ? 'Never' : 'Not so far';
    const change = atFirst === true && explored.bound === null ? 'disappeared' : null;
    return { ...base, word, detail: '', change, witness: null };
  }
  const only = explored.outcomes.length === 1 && explored.bound === null;
  return {
    ...base,
    word: only ? 'Always' : 'Sometimes',
    detail: [...runsText(found.runs, explored.runs), countText(found.ends, 'end')].join(', '),
    change: atFirst === false && first?.explored?.bound === null ? 'new' : null,
    witness: found.witness,
  };
}

function commonFacts(all: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = all;
  if (others.length === 0) return [];
  return first.filter((fact) => others.every((facts) => facts.includes(fact)));
}

/** `gfn 0x205: writable` and `gfn 0x205: copied` are said as one. */
function bySubject(facts: readonly string[]): string[] {
  const subjects = new Map<string, string[]>();
  for (const fact of facts) {
    const [subject = '', ...rest] = fact.split(': ');
    subjects.set(subject, [...(subjects.get(subject) ?? []), ...rest]);
  }
  return [...subjects].map(([subject, words]) =>
    words.length === 0 ? subject : `${subject}: ${words.join('; ')}`,
  );
}

export function sizeText({ steps, switches }: WitnessInfo): string {
  return `${countText(steps, 'step')}, ${countText(switches, 'switch')}`;
}

/** `2.3 % of runs`; how many there are where runs that go in circles make a share meaningless. */
function runsText(runs: number, all: number): string[] {
  if (!Number.isFinite(all)) return Number.isFinite(runs) ? [`${largeText(runs)} runs`] : [];
  if (runs === all) return ['all runs'];
  const percent = (runs / all) * 100;
  if (percent < 0.01) return ['less than 0.01 % of runs'];
  return [`${percent < 10 ? percent.toFixed(2) : percent.toFixed(1)} % of runs`];
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `1,234`, and `1.2 × 10²⁹` beyond a million. */
export function largeText(count: number): string {
  if (count < 1e6) return groupDigits(count);
  const exponent = Math.floor(Math.log10(count));
  const power = String(exponent).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? '');
  return `${(count / 10 ** exponent).toFixed(1)} × 10${power}`;
}
