/** Actors: vCPUs first, then host threads, each with its operations. */
import type { ActorConfig, Memslot } from '../engine/machine-config.ts';
import { staysInSlots } from '../engine/programs/table-operations.ts';
import { atAllPlaces, checkInSlots, checkOutsideSlots, slotOf } from './build-memslots.ts';
import { checkDirtyLogRounds, type DirtyLogRules } from './check-dirty-log.ts';
import type { IssueList, IssuePath } from './issues.ts';
import { parseHostOperation, parseVcpuOperation, type Parsed } from './operation-text.ts';
import type { ActorDocument } from './schema.ts';

/** An actor's document, with its place in the file. */
interface PlacedActor {
  readonly actor: ActorDocument;
  readonly path: IssuePath;
  /** Its number when it is a vCPU, or null. */
  readonly vcpu: number | null;
  readonly id: string;
}

function place(actor: ActorDocument, index: number): PlacedActor {
  const path = ['actors', index];
  if ('host' in actor) return { actor, path, vcpu: null, id: actor.host };
  return { actor, path, vcpu: actor.vcpu, id: actor.id ?? `vcpu${actor.vcpu}` };
}

export function buildActors(
  documents: readonly ActorDocument[],
  rules: DirtyLogRules,
  issues: IssueList,
): readonly ActorConfig[] {
  const placed = documents.map(place);
  checkIds(placed, issues);
  checkVcpuNumbers(placed, issues);
  const vcpus = placed
    .filter(({ vcpu }) => vcpu !== null)
    .sort((a, b) => (a.vcpu ?? 0) - (b.vcpu ?? 0));
  const hosts = placed.filter(({ vcpu }) => vcpu === null);
  return [...vcpus, ...hosts].map((actor) => buildActor(actor, rules, issues));
}

function checkIds(placed: readonly PlacedActor[], issues: IssueList): void {
  placed.forEach(({ actor, id, path }, index) => {
    if (placed.findIndex((other) => other.id === id) === index) return;
    const key = 'host' in actor ? 'host' : actor.id === undefined ? 'vcpu' : 'id';
    issues.add([...path, key], {
      code: 'duplicate-id',
      message: `Another actor is called "${id}" already.`,
      hint: 'Give each actor a name of its own.',
    });
  });
}

function checkVcpuNumbers(placed: readonly PlacedActor[], issues: IssueList): void {
  const numbers = placed.map(({ vcpu }) => vcpu);
  placed.forEach(({ vcpu, path }, index) => {
    if (vcpu === null) return;
    const isRepeated = numbers.indexOf(vcpu) < index;
    const isInOrder = vcpu === 0 || numbers.includes(vcpu - 1);
    if (isInOrder && !isRepeated) return;
    issues.add([...path, 'vcpu'], {
      code: 'vcpu-number',
      message: isRepeated
        ? `There is a vCPU ${vcpu} already.`
        : `There is a vCPU ${vcpu}, but no vCPU ${vcpu - 1}.`,
      hint: 'Number the vCPUs 0, 1, 2 and so on.',
    });
  });
}

function buildActor(
  { actor, id, path, vcpu }: PlacedActor,
  { memslots, protect }: DirtyLogRules,
  issues: IssueList,
): ActorConfig {
  if (vcpu === null) {
    const title = actor.title ?? id;
    const operations = collect(actor.ops, parseHostOperation, { path, issues });
    operations.forEach(({ value: { kind, gfnStart, gfnEnd }, path: at }) => {
      // Tables cover more than the memslots.
      if (!staysInSlots(kind)) return;
      checkInSlots(memslots, { start: gfnStart, end: gfnEnd, path: at }, issues);
      if (kind === 'move_slot') checkMoves(memslots, { gfn: gfnStart, path: at }, issues);
    });
    checkDirtyLogRounds(operations, { memslots, protect }, issues);
    return { kind: 'host', id, title, operations: operations.map(({ value }) => value) };
  }
  const title = actor.title ?? `vCPU ${vcpu}`;
  const operations = collect(actor.ops, parseVcpuOperation, { path, issues });
  const places = atAllPlaces(memslots);
  operations.forEach(({ value: { kind, gfn }, path: at }) => {
    if (kind === 'mmio') checkOutsideSlots(places, { gfn, path: at }, issues);
    else checkInSlots(places, { start: gfn, end: gfn + 1, path: at }, issues);
  });
  const root = 'root' in actor && actor.root !== undefined ? { root: actor.root } : {};
  return { kind: 'vcpu', ...root, id, title, operations: operations.map(({ value }) => value) };
}

function checkMoves(
  memslots: readonly Memslot[],
  { gfn, path }: { gfn: number; path: IssuePath },
  issues: IssueList,
): void {
  const slot = slotOf(memslots, gfn);
  if (slot === undefined || slot.movesTo !== undefined) return;
  issues.add(path, {
    code: 'no-new-place',
    message: `The memslot of gfn 0x${gfn.toString(16)} has no place to be moved to.`,
    hint: 'Give the memslot one, like movesTo: 0x800.',
  });
}

/** The operations that can be read, with their places; the others are issues. */
function collect<T>(
  texts: readonly string[],
  parse: (text: string) => Parsed<T>,
  { path, issues }: { path: IssuePath; issues: IssueList },
): readonly { readonly value: T; readonly path: IssuePath }[] {
  return texts.flatMap((text, index) => {
    const at = [...path, 'ops', index];
    const parsed = parse(text);
    if ('value' in parsed) return [{ value: parsed.value, path: at }];
    issues.add(at, parsed.complaint);
    return [];
  });
}

/** How often pages are zapped, read from the texts: what the layout of memory depends on. */
export function countZaps(documents: readonly ActorDocument[]): number {
  return documents
    .flatMap((actor) => ('host' in actor ? actor.ops : []))
    .map(parseHostOperation)
    .filter((parsed) => 'value' in parsed && parsed.value.kind === 'zap').length;
}
