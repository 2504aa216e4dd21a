/** The verdict line: what all interleavings of each column come to, in a sentence each. */
import {
  columnSentence,
  comparisonSentence,
  countText,
  toldProperties,
} from '../../explorer/compare-columns.ts';
import type { ExplorationProgress, ExploredReply, WitnessInfo } from '../../protocol/explore.ts';

export type LineTone = 'violated' | 'warned' | 'clean' | 'unknown' | 'pending';

export interface LineColumn {
  readonly key: string;
  readonly title: string;
  readonly tone: LineTone;
  /** One character; never the only cue. */
  readonly mark: string;
  readonly text: string;
  /** A run that shows it: to the violation, or to an outcome where there is none. */
  readonly witness: WitnessInfo | null;
  readonly selected: boolean;
}

export interface ExploreLine {
  readonly columns: readonly LineColumn[];
  /** What the outcomes of two columns have to do with each other. */
  readonly comparison: string | null;
  readonly scope: string;
  /** Said once, when everything is known; empty before. */
  readonly announcement: string;
}

export interface ExploreLineInput {
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly explored: Readonly<Record<string, ExploredReply>>;
  readonly search: {
    readonly column: string;
    readonly progress: ExplorationProgress | null;
  } | null;
  readonly phase: 'idle' | 'exploring' | 'paused' | 'stopping' | 'stopped' | 'explored' | 'failed';
  readonly selected: string;
}

const MARKS: Readonly<Record<LineTone, string>> = {
  violated: '✗',
  warned: '!',
  clean: '✓',
  unknown: '?',
  pending: '…',
};

export function exploreLine(input: ExploreLineInput): ExploreLine {
  const columns = input.columns.map(({ id, title }) => {
    const { tone, text, witness } = judge(id, input);
    return {
      key: id,
      title,
      tone,
      mark: MARKS[tone],
      text,
      witness,
      selected: id === input.selected,
    };
  });
  const known = columns.every(({ tone }) => tone !== 'pending') && columns.length > 0;
  const sentences = columns.map(({ title, text }) => `${title}: ${text}.`);
  return {
    columns,
    comparison: comparisonText(input),
    scope: scopeText(input, known),
    announcement: known ? `All interleavings. ${sentences.join(' ')}` : '',
  };
}

type Judgement = Pick<LineColumn, 'tone' | 'text' | 'witness'>;

function judge(id: string, input: ExploreLineInput): Judgement {
  const explored = input.explored[id];
  if (explored === undefined) return judgeSoFar(id, input);
  const [first] = toldProperties(explored);
  const witness = first?.property.shortest ?? explored.outcomes[0]?.witness ?? null;
  return { tone: toneOf(explored, first), text: columnSentence(explored), witness };
}

/** A search that has come upon a violation says so before it is over. */
function judgeSoFar(id: string, { search }: ExploreLineInput): Judgement {
  const found = search?.column === id ? (search.progress?.found ?? null) : null;
  if (found === null) return { tone: 'pending', text: 'not searched yet', witness: null };
  const { title, schedule } = found;
  const switches = schedule.filter(({ actor }, i) => i > 0 && schedule[i - 1]?.actor !== actor);
  const witness = { schedule, steps: schedule.length, switches: switches.length };
  const text = `${title}: a first run to it in ${countText(schedule.length, 'step')}, shorter ones are looked for`;
  return { tone: 'pending', text, witness };
}

function toneOf(
  { bound }: ExploredReply,
  first: { readonly outcomes: number } | undefined,
): LineTone {
  if (first !== undefined) return first.outcomes > 0 ? 'violated' : 'warned';
  return bound === null ? 'clean' : 'unknown';
}

/** The first column is what the others are compared with: what was, before the patch. */
function comparisonText({ columns, explored, selected }: ExploreLineInput): string | null {
  const [first, second] = columns;
  const other = columns.length === 2 ? second : columns.find(({ id }) => id === selected);
  if (first === undefined || other === undefined || first === other) return null;
  const [before, after] = [explored[first.id], explored[other.id]];
  if (before === undefined || after === undefined) return null;
  return comparisonSentence([before, after], columns.length === 2 ? null : first.title);
}

function scopeText({ columns, explored, search, phase }: ExploreLineInput, known: boolean): string {
  if (phase === 'failed') return 'the search failed';
  if (phase === 'exploring' || phase === 'stopping') return searchText(columns, search);
  if (phase === 'paused') return `paused; ${searchText(columns, search)}`;
  if (!known) return 'not every interleaving has been searched';
  const replies = columns.flatMap(({ id }) => explored[id] ?? []);
  const states = replies.reduce((sum, reply) => sum + reply.states, 0);
  const bounded = replies.some(({ bound }) => bound !== null);
  return `${bounded ? 'not every interleaving' : 'every interleaving'}: ${countText(states, 'state')}`;
}

function searchText(
  columns: ExploreLineInput['columns'],
  search: ExploreLineInput['search'],
): string {
  const title = columns.find(({ id }) => id === search?.column)?.title ?? '';
  const states = search?.progress?.states ?? 0;
  return `searching ${title}: ${countText(states, 'state')}`;
}
