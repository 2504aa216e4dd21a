/** The first state of a machine: its shape, its tables, its TLBs. Written once, then sealed. */
import { assert } from '../base/assert.ts';
import { MutableWord64 } from '../base/word64.ts';
import { allocateFrame, linkFrame } from './hardware/frames.ts';
import { mapExternally } from './hardware/external.ts';
import { fillTlb } from './hardware/tlb.ts';
import { indexOfGfn, sptepOf } from './hardware/spte-memory.ts';
import { makeNonleafSpte } from './layout/make-nonleaf-spte.ts';
import { isShadowPresentPte, spteToPfn } from './layout/predicates.ts';
import type { InitialLeaf, MachineConfig } from './machine-config.ts';
import type { Operation } from './programs/operation.ts';
import { registerNames } from './programs/registers.ts';
import { removesTables, replacesRoots } from './programs/table-operations.ts';
import { isTdOperation } from './programs/td-operations.ts';
import { isTracker } from './programs/tracking-operations.ts';
import { ROOT_FRAME } from './hardware/roots.ts';
import { FRAME_PFN_BASE, framePfn, guestPageCount, type StateShape } from './state/shape.ts';
import { HOST_PTE, ROOT_FLAGS, SLOT_FLAGS, VCPU_MODE } from './state/state-map.ts';
import type { Thread } from './thread.ts';

const ROOT_LEVEL = 4;

/** Gfns an operation can touch: for a host range, all of it. */
function gfnsOf(operation: Operation): number[] {
  if ('gfn' in operation) return [operation.gfn];
  // It may name more gfns than there are, and touches only those that others name, too.
  if (removesTables(operation)) return [];
  const { kind, gfnStart, gfnEnd } = operation;
  // It clears bits of pages that vCPUs have written to.
  if (kind === 'clear_dirty_log') return [gfnStart];
  return Array.from({ length: gfnEnd - gfnStart }, (_, i) => gfnStart + i);
}

/** Gfns that a scenario names one by one, where there are large pages; see large-pages.ts. */
function watchedOf({ actors, leafs, memslots, tlb }: MachineConfig): readonly number[] | null {
  if (!memslots.some(({ large }) => large === true)) return null;
  const operations: Operation[] = actors.flatMap((actor) => [...actor.operations]);
  const named = operations.flatMap((operation) => {
    if ('gfn' in operation) return [operation.gfn];
    return operation.gfnEnd - operation.gfnStart === 1 ? [operation.gfnStart] : [];
  });
  const mapped = [...leafs, ...tlb].flatMap(({ gfn, level }) => (level === 2 ? [] : [gfn]));
  return [...new Set([...named, ...mapped])].sort((one, other) => one - other);
}

/** Tables that splitting large pages makes, and that others take away again: one an operation. */
function tablesOfSplits({ actors, memslots }: MachineConfig): number {
  if (!memslots.some(({ large }) => large === true)) return 0;
  return actors.reduce((sum, { operations }) => sum + operations.length, 0);
}

/** How many different tables of levels 3, 2 and 1 a set of gfns needs. */
function tablesFor(gfns: readonly number[]): number {
  const tables = new Set<string>();
  for (const gfn of gfns) {
    for (let level = 1; level < ROOT_LEVEL; level++) {
      tables.add(`${level}/${Math.floor(gfn / 2 ** (9 * level))}`);
    }
  }
  return tables.size;
}

function rootOfActor({ actors }: MachineConfig, actor: number): number {
  const config = actors[actor];
  return config?.kind === 'vcpu' ? (config.root ?? 0) : 0;
}

/** Roots at the start. */
function rootsOf(config: MachineConfig): number {
  const { leafs, actors } = config;
  const used = [
    ...leafs.map(({ root }) => root ?? 0),
    ...actors.map((_, actor) => rootOfActor(config, actor)),
  ];
  return 1 + Math.max(0, ...used);
}

/** Numbers large enough for anything the configured actors can do. */
export function shapeOf(config: MachineConfig): StateShape {
  const { actors, memslots, leafs, tlb, dirtyLogProtect } = config;
  const watched = watchedOf(config);
  const operations: Operation[] = actors.flatMap((actor) => [...actor.operations]);
  const gfns = [
    ...new Set([
      ...leafs.map((leaf) => leaf.gfn),
      ...tlb.map((entry) => entry.gfn),
      ...operations.flatMap(gfnsOf),
    ]),
  ];
  const vcpus = actors.filter((actor) => actor.kind === 'vcpu').length;
  const zaps = operations.filter((operation) => operation.kind === 'zap').length;
  const tables = tablesFor(gfns);
  const roots = rootsOf(config);
  // Each makes all roots invalid, and vCPUs need a new one.
  const deletes = operations.filter(replacesRoots).length;
  const td = operations.some(isTdOperation);
  assert(!td || operations.every(isTdOperation), 'a TDX guest does nothing that is for others');
  assert(!td || config.layout.config.adBits, 'a mirror has SPTEs with Accessed and Dirty bits');
  return {
    vcpus,
    actors: actors.length,
    // A fault that loses the race to link a table holds one more for a moment, at each vCPU.
    // Tables that were removed are not used again; what they held may have to be mapped anew.
    frames:
      roots +
      deletes +
      roots * tables * (1 + operations.filter(removesTables).length) +
      vcpus +
      tablesOfSplits(config),
    roots: roots + deletes,
    slots: memslots.map(({ id, gfn, pages, pfn, movesTo, large }) => ({
      ...{ id, gfn, pages, pfn },
      ...(movesTo === undefined ? {} : { movesTo }),
      ...(large === true ? { large } : {}),
    })),
    backings: 1 + zaps,
    // A small page's translation may be cached along with that of the large page around it.
    tlbEntries: Math.max(1, gfns.length * (watched === null ? 1 : 2)),
    pscEntries: Math.max(1, tables),
    ...(td ? { externalTable: true as const } : {}),
    ...(operations.some(isTracker) ? { writeTracking: true as const } : {}),
    ...(watched === null ? {} : { watched }),
    ...(dirtyLogProtect === undefined ? {} : { manualProtect: dirtyLogProtect }),
    registers: registerNames(),
  };
}

function linkInitialTable(
  t: Thread,
  { sptep, level, gfn }: { sptep: number; level: number; gfn: number },
): number {
  const frame = allocateFrame(t, { level, gfn });
  linkFrame(t, frame);
  makeNonleafSpte(
    t.layout,
    { childPfn: framePfn(frame), adDisabled: !t.layout.config.adBits },
    t.new,
  );
  pokeSpte(t, sptep);
  return frame;
}

function pokeSpte(t: Thread, sptep: number): void {
  const cell = t.map.pt.base + sptep * 2;
  t.journal.write(cell, t.new.lo);
  t.journal.write(cell + 1, t.new.hi);
}

function mapLeaf(t: Thread, { gfn, level, spte, root = 0 }: InitialLeaf): void {
  const entry = new MutableWord64();
  let frame = ROOT_FRAME + root;
  for (let at = ROOT_LEVEL; at > level; at--) {
    const sptep = sptepOf({ frame, index: indexOfGfn(gfn, at) });
    entry.lo = t.journal.read(t.map.pt.base + sptep * 2);
    entry.hi = t.journal.read(t.map.pt.base + sptep * 2 + 1);
    const covered = 2 ** (9 * (at - 1));
    frame = isShadowPresentPte(t.layout, entry)
      ? spteToPfn(t.layout, entry) - FRAME_PFN_BASE
      : linkInitialTable(t, { sptep, level: at - 1, gfn: gfn - (gfn % covered) });
  }
  t.new.copy(spte);
  pokeSpte(t, sptepOf({ frame, index: indexOfGfn(gfn, level) }));
}

function setUpHost(t: Thread, config: MachineConfig): void {
  const { host_pte, shape } = t.map;
  let page = 0;
  config.memslots.forEach((_, slot) => {
    t.journal.write(t.map.slot.base + slot, SLOT_FLAGS.PRESENT);
  });
  for (const slot of config.memslots) {
    for (let i = 0; i < slot.pages; i++) {
      const flags = HOST_PTE.PRESENT | (slot.writable ? HOST_PTE.WRITABLE : 0);
      t.journal.write(host_pte.base + page * host_pte.stride, flags);
      page += 1;
    }
  }
  assert(page === guestPageCount(shape), 'memslots and shape disagree');
}

/** Root n is in frame n. */
function setUpRoots(t: Thread, roots: number): void {
  for (let root = 0; root < roots; root++) {
    const frame = allocateFrame(t, { level: ROOT_LEVEL, gfn: 0 });
    assert(frame === ROOT_FRAME + root, 'the roots are the first frames');
    linkFrame(t, frame);
    const cell = t.map.root.base + root * t.map.root.stride;
    t.journal.write(cell, frame + 1);
    t.journal.write(cell + 1, ROOT_FLAGS.VALID);
  }
}

/** Writes the first state. The caller seals the journal. */
export function setUp(t: Thread, config: MachineConfig): void {
  setUpRoots(t, rootsOf(config));
  for (const leaf of config.leafs) {
    mapLeaf(t, leaf);
    if (t.map.shape.externalTable === true) mapExternally(t, leaf.gfn);
  }
  setUpHost(t, config);
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const cell = t.map.vcpu.base + vcpu * t.map.vcpu.stride;
    t.journal.write(cell, VCPU_MODE.IN_GUEST_MODE);
    t.journal.write(cell + 1, ROOT_FRAME + rootOfActor(config, vcpu) + 1);
  }
  for (const { vcpu, gfn, pfn, flags, level = 1 } of config.tlb)
    fillTlb(t, vcpu, { gfn, accessed: gfn, level, pfn, flags });
}
