/**
 * The shape of a scenario file. What the words in it mean is checked afterwards (build-*.ts).
 *
 * The message that valibot lets one attach to a schema is used for how to mend a value; what is wrong
 * with it is worded in schema-issues.ts, from the kind of issue.
 */
import * as v from 'valibot';
import { FRAME_NUMBER_LIMIT } from './limits.ts';
import { isRecord } from './is-record.ts';

export const TEXT_MAX = 2000;
const NAME_MAX = 60;

export const COLUMNS_MAX = 8;
export const MEMSLOTS_MAX = 16;
export const ACTORS_MAX = 8;
export const VCPUS_MAX = 4;
const ROOTS_MAX = 2;
export const OPERATIONS_MAX = 16;
const BEATS_MAX = 200;
const ENTRIES_MAX = 512;

/** An object of known keys. The keys travel to the issue in the message; see schema-issues.ts. */
function closedObject<const E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, Object.keys(entries).join(' '));
}

function listOf<const S extends v.GenericSchema>(
  item: S,
  { min, max, hint }: { min: number; max: number; hint: string },
) {
  return v.pipe(v.array(item, hint), v.minLength(min, hint), v.maxLength(max, hint));
}

function textOf(hint: string) {
  return v.pipe(v.string(hint), v.nonEmpty(hint), v.maxLength(TEXT_MAX, hint));
}

function nameOf(what: string) {
  const hint = `Name the ${what} with small letters, digits, - and _, a letter first.`;
  return v.pipe(v.string(hint), v.maxLength(NAME_MAX, hint), v.regex(/^[a-z][a-z0-9_-]*$/, hint));
}

function wholeNumber(hint: string, { min = 0, max }: { min?: number; max: number }) {
  return v.pipe(v.number(hint), v.integer(hint), v.minValue(min, hint), v.maxValue(max, hint));
}

function frameNumber(what: string) {
  return wholeNumber(`Write a ${what} below 2^32, like 0x205.`, {
    max: FRAME_NUMBER_LIMIT - 1,
  });
}

const hex = 'Write 12 or more hexadecimal digits of the commit, in quotes.';
const expectHint = 'List properties with always, sometimes or never, like { P8: sometimes }.';
const showsHint = 'List the properties that the story violates in this column, like [P8].';
const flagsHint = 'List flags of the profile with their values, like { tdpWrite: xchg }.';
const opsHint = `List 1 to ${OPERATIONS_MAX} operations, like [store 0x205, load 0x201].`;
const dirtyLogHint = 'Write manual or allSet, or leave it out.';
const runHint = 'Write who runs and how many steps, like zap 7, or a list of those.';

const commit = closedObject({
  title: textOf('Write the subject of the commit.'),
  commit: v.optional(v.pipe(v.string(hex), v.regex(/^[0-9a-f]{12,40}$/, hex))),
  url: v.optional(
    v.pipe(v.string('Write an address.'), v.regex(/^https:\/\/\S+$/, 'Write an https address.')),
  ),
});

const column = closedObject({
  id: nameOf('column'),
  title: textOf('Write a title of a few words.'),
  profile: v.string('Name a kernel profile, like v5.18.'),
  layout: v.string('Name an SPTE layout, like v5.19/ept-ad-46.'),
  flags: v.optional(v.record(v.string(), v.string('Write the value as a word.'), flagsHint), {}),
  expect: v.optional(
    v.record(v.string(), v.picklist(['always', 'sometimes', 'never'], expectHint), expectHint),
    {},
  ),
  shows: v.optional(listOf(v.string(showsHint), { min: 0, max: ENTRIES_MAX, hint: showsHint })),
});

const memslot = closedObject({
  gfn: frameNumber('gfn'),
  pages: wholeNumber('Write how many 4 KiB pages the slot has.', {
    min: 1,
    max: FRAME_NUMBER_LIMIT - 1,
  }),
  pfn: frameNumber('pfn'),
  writable: v.optional(v.boolean('Write true, or false if the host maps it read-only.'), true),
  movesTo: v.optional(frameNumber('gfn')),
  large: v.optional(v.boolean('Write true if the host backs the memslot with 2 MiB pages.')),
});

const rootNumber = wholeNumber(`Roots are numbered from 0 to ${ROOTS_MAX - 1}.`, {
  max: ROOTS_MAX - 1,
});

const pageSize = v.optional(v.picklist(['4K', '2M'], 'Write 2M, or leave it out for 4K.'));

const mapping = closedObject({
  gfn: frameNumber('gfn'),
  size: pageSize,
  spte: v.string('Write a state like WC or RO A=0, or a hexadecimal value in quotes.'),
  root: v.optional(rootNumber),
});

const vcpuNumber = wholeNumber(`vCPUs are numbered from 0 to ${VCPUS_MAX - 1}.`, {
  max: VCPUS_MAX - 1,
});

const tlbEntry = closedObject({
  vcpu: vcpuNumber,
  gfn: frameNumber('gfn'),
  size: pageSize,
  caches: v.string('Write what the TLB allows, like R W D.'),
});

const choices = closedObject({
  pscStart: v.optional(v.boolean('Write true or false.'), false),
  yields: v.optional(v.boolean('Write true or false.')),
  tdxBusy: v.optional(v.boolean('Write true or false.')),
});

const flush = closedObject({
  byRange: v.optional(v.boolean('Write true or false.')),
  expanded: v.optional(v.boolean('Write true or false.')),
});

const operations = listOf(v.string(opsHint), { min: 1, max: OPERATIONS_MAX, hint: opsHint });

const vcpuActor = closedObject({
  vcpu: vcpuNumber,
  root: v.optional(rootNumber),
  id: v.optional(nameOf('actor')),
  title: v.optional(textOf('Write a title of a few words.')),
  ops: operations,
});

const hostActor = closedObject({
  host: nameOf('host thread'),
  title: v.optional(textOf('Write a title of a few words.')),
  ops: operations,
});

const beat = closedObject({
  run: v.optional(
    v.lazy((input) =>
      Array.isArray(input)
        ? listOf(v.string(runHint), { min: 1, max: ENTRIES_MAX, hint: runHint })
        : v.string(runHint),
    ),
  ),
  say: textOf('Say what has just happened, in a sentence or two.'),
  look: v.optional(textOf('Say where to look, in a few words.')),
});

const noActor = v.never('Begin it with vcpu: and a number, or with host: and a name.');

/** An entry is of the kind whose key it has. */
const actor = v.lazy((input) => {
  if (!isRecord(input) || 'vcpu' in input) return vcpuActor;
  return 'host' in input ? hostActor : noActor;
});

export const scenarioSchema = closedObject({
  version: v.literal(1),
  id: nameOf('scenario'),
  title: textOf('Write a title of a few words.'),
  summary: textOf('Say in a few sentences what the scenario shows.'),
  commits: v.optional(
    listOf(commit, { min: 0, max: ENTRIES_MAX, hint: 'List commits, or leave the key out.' }),
    [],
  ),
  columns: listOf(column, { min: 1, max: COLUMNS_MAX, hint: `List 1 to ${COLUMNS_MAX} columns.` }),
  memslots: listOf(memslot, {
    min: 1,
    max: MEMSLOTS_MAX,
    hint: `List 1 to ${MEMSLOTS_MAX} memslots, like { gfn: 0x200, pages: 8, pfn: 0x9a00 }.`,
  }),
  mappings: v.optional(
    listOf(mapping, {
      min: 0,
      max: ENTRIES_MAX,
      hint: 'List mappings, like { gfn: 0x205, spte: WC }.',
    }),
    [],
  ),
  tlb: v.optional(
    listOf(tlbEntry, {
      min: 0,
      max: ENTRIES_MAX,
      hint: 'List cached translations, like { vcpu: 0, gfn: 0x205, caches: R W }.',
    }),
    [],
  ),
  choices: v.optional(choices, { pscStart: false }),
  flush: v.optional(flush),
  dirtyLog: v.optional(v.picklist(['manual', 'allSet'], dirtyLogHint)),
  actors: listOf(actor, { min: 1, max: ACTORS_MAX, hint: `List 1 to ${ACTORS_MAX} actors.` }),
  focus: v.optional(frameNumber('gfn')),
  story: v.optional(
    listOf(beat, { min: 0, max: BEATS_MAX, hint: 'List beats, like { run: zap 7, say: ... }.' }),
    [],
  ),
});

export type ScenarioDocument = v.InferOutput<typeof scenarioSchema>;
export type ColumnDocument = v.InferOutput<typeof column>;
export type MemslotDocument = v.InferOutput<typeof memslot>;
export type MappingDocument = v.InferOutput<typeof mapping>;
export type TlbDocument = v.InferOutput<typeof tlbEntry>;
export type ActorDocument = v.InferOutput<typeof vcpuActor> | v.InferOutput<typeof hostActor>;
export type BeatDocument = v.InferOutput<typeof beat>;
