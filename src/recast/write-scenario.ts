/** The scenario as a file: what was inferred says so, and from what. */
import { hex64 } from '../base/word64.ts';
import type { ChosenColumn } from './choose-columns.ts';
import { hexGfn } from './facts.ts';
import type { InferredActor } from './infer-actors.ts';
import type { PlacedSlot } from './place-memory.ts';

export interface WrittenMapping {
  readonly gfn: number;
  readonly spte: string;
  readonly large: boolean;
  /** The value in the trace. */
  readonly value: { readonly lo: number; readonly hi: number };
}

export interface WrittenBeat {
  /** Runs, as the format has them; none for what is said at first. */
  readonly run: readonly string[];
  readonly say: string;
}

export interface WrittenCommit {
  readonly title: string;
  readonly commit: string;
}

export interface ScenarioParts {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly remarks: readonly string[];
  readonly commits: readonly WrittenCommit[];
  readonly columns: readonly ChosenColumn[];
  readonly slots: readonly PlacedSlot[];
  readonly mappings: readonly WrittenMapping[];
  readonly actors: readonly InferredActor[];
  readonly focus: number | undefined;
  readonly story: readonly WrittenBeat[];
}

export function writeScenario(parts: ScenarioParts): string {
  const { actors, columns, commits, focus, mappings, remarks, slots, story } = parts;
  return [
    ...remarks.map((remark) => `# ${remark}`),
    'version: 1',
    `id: ${parts.id}`,
    `title: ${quoted(parts.title)}`,
    `summary: ${quoted(parts.summary)}`,
    ...listOf('commits', commits.map(commitLine)),
    ...listOf('columns', columns.flatMap(columnLines)),
    ...listOf('memslots', slots.flatMap(slotLines)),
    ...listOf('mappings', mappings.map(mappingLine)),
    ...listOf('actors', actors.flatMap(actorLines)),
    ...(focus === undefined ? [] : ['', `focus: ${hexGfn(focus)}`]),
    ...listOf('story', story.flatMap(beatLines)),
    '',
  ].join('\n');
}

function listOf(key: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${key}:`, ...lines.map((line) => `  ${line}`)];
}

/** JSON's strings are YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function commitLine({ commit, title }: WrittenCommit): string {
  return `- { title: ${quoted(title)}, commit: '${commit}' }`;
}

function columnLines({ flags, id, layout, profile, title }: ChosenColumn): readonly string[] {
  const set = Object.entries(flags).map(([name, value]) => `${name}: ${value}`);
  return [
    `- id: ${id}`,
    `  title: ${quoted(title)}`,
    `  profile: ${profile}`,
    `  layout: ${layout}`,
    ...(set.length === 0 ? [] : [`  flags: { ${set.join(', ')} }`]),
  ];
}

function slotLines({ gfn, large, pages, pfn, readOnly, remark }: PlacedSlot): readonly string[] {
  const rest = `${large ? ', large: true' : ''}${readOnly ? ', writable: false' : ''}`;
  return [
    `# inferred: ${remark}`,
    `- { gfn: ${hexGfn(gfn)}, pages: ${pages}, pfn: ${hexGfn(pfn)}${rest} }`,
  ];
}

function mappingLine({ gfn, large, spte, value }: WrittenMapping): string {
  const size = large ? ', size: 2M' : '';
  return `- { gfn: ${hexGfn(gfn)}${size}, spte: ${spte} } # ${hex64(value)} in the trace`;
}

function actorLines({ id, kind, operations, title }: InferredActor): readonly string[] {
  return [
    kind === 'vcpu' ? `- vcpu: ${id.slice('vcpu'.length)}` : `- host: ${id}`,
    `  title: ${quoted(title)}`,
    '  ops:',
    ...operations.map(({ reason, text }) => `    - ${text} # inferred: ${reason}`),
  ];
}

function beatLines({ run, say }: WrittenBeat): readonly string[] {
  const runs = run.length === 1 ? run.join('') : `[${run.join(', ')}]`;
  return run.length === 0 ? [`- say: ${quoted(say)}`] : [`- run: ${runs}`, `  say: ${quoted(say)}`];
}
