/**
 * Where everything is: the regions of a machine of a given shape. One statement of it serves the
 * engine, which writes through the journal, and the page, which reads its mirror.
 */
import { MemoryMap, fieldOffset, type Region } from '../cells.ts';
import { COUNTER_NAMES } from './counters.ts';
import { guestPageCount, type StateShape } from './shape.ts';

/** Entries of a page table. */
export const PT_ENTRIES = 512;
/** Return addresses a thread can hold: kernel paths here nest no deeper. */
export const CALL_DEPTH_MAX = 6;

const PT_FIELDS: readonly string[] = Array.from({ length: PT_ENTRIES }, (_, i) => [
  `${i}.lo`,
  `${i}.hi`,
]).flat();

const RECORDS = {
  /** `vcpu->mode`: see VCPU_MODE. root: frame of the root table, plus 1. */
  vcpu: ['mode', 'root'],
  /** flags: see TLB_FLAGS (0: slot empty). root: frame of the root, plus 1. Sorted by gfn. */
  tlb: ['flags', 'gfn', 'pfn', 'root'],
  /** flags: see PSC_FLAGS. gfn: first gfn covered. frame: the table it leads to, plus 1. */
  psc: ['flags', 'gfn', 'frame', 'root'],
  /** writer: actor plus 1. readers: bit per actor. */
  mmu_lock: ['writer', 'readers'],
  /** Bit per actor that is inside a read-side section. */
  rcu: ['readers'],
  srcu: ['readers'],
  /** kvm->mmu_invalidate_*: range in gfns, end exclusive. */
  mmu_invalidate: ['in_progress', 'seq', 'range_start', 'range_end'],
  /** life: see FRAME_LIFE. */
  sp: ['life', 'level', 'gfn'],
  /** The host's own PTE of a guest page. flags: see HOST_PTE. backing: which pfn it has now. */
  host_pte: ['flags', 'backing'],
  /** struct page of a host page: what KVM told the host about it. flags: see PAGE_FLAGS. */
  page: ['flags'],
  /** Ghost: how often the guest has stored to a guest page. */
  content: ['version'],
  /** Ghost of P8, per host page: actor (plus 1) that dropped a Dirty bit and has still to record it. */
  dirty_debt: ['debtor'],
  /** return0..: where the calls under way go on, outermost first; 0 from the first free one on. */
  thread: ['pc', 'op', ...Array.from({ length: CALL_DEPTH_MAX }, (_, i) => `return${i}`)],
} as const;

type RecordName = keyof typeof RECORDS;

export interface StateMap {
  readonly shape: StateShape;
  readonly memory: MemoryMap;
  readonly pt: Region;
  readonly vcpu: Region;
  readonly tlb: Region;
  readonly psc: Region;
  readonly mmu_lock: Region;
  readonly rcu: Region;
  readonly srcu: Region;
  readonly mmu_invalidate: Region;
  readonly sp: Region;
  readonly host_pte: Region;
  readonly page: Region;
  readonly content: Region;
  readonly dirty_debt: Region;
  readonly thread: Region;
  readonly reg: Region;
  readonly counter: Region;
}

export function buildStateMap(shape: StateShape): StateMap {
  const guestPages = guestPageCount(shape);
  const counts: Record<RecordName, number> = {
    vcpu: shape.vcpus,
    tlb: shape.vcpus * shape.tlbEntries,
    psc: shape.vcpus * shape.pscEntries,
    mmu_lock: 1,
    rcu: 1,
    srcu: 1,
    mmu_invalidate: 1,
    sp: shape.frames,
    host_pte: guestPages,
    page: guestPages * shape.backings,
    content: guestPages,
    dirty_debt: guestPages * shape.backings,
    thread: shape.actors,
  };
  const names = Object.keys(RECORDS) as RecordName[];
  const memory = new MemoryMap([
    { name: 'pt', count: shape.frames, fields: PT_FIELDS, hashed: true },
    ...names.map((name) => ({ name, count: counts[name], fields: RECORDS[name], hashed: true })),
    { name: 'reg', count: shape.actors, fields: shape.registers, hashed: true },
    { name: 'counter', count: 1, fields: COUNTER_NAMES, hashed: false },
  ]);
  return {
    shape,
    memory,
    pt: memory.region('pt'),
    vcpu: memory.region('vcpu'),
    tlb: memory.region('tlb'),
    psc: memory.region('psc'),
    mmu_lock: memory.region('mmu_lock'),
    rcu: memory.region('rcu'),
    srcu: memory.region('srcu'),
    mmu_invalidate: memory.region('mmu_invalidate'),
    sp: memory.region('sp'),
    host_pte: memory.region('host_pte'),
    page: memory.region('page'),
    content: memory.region('content'),
    dirty_debt: memory.region('dirty_debt'),
    thread: memory.region('thread'),
    reg: memory.region('reg'),
    counter: memory.region('counter'),
  };
}

/** Cell of a field of a record, by name: for set-up, views and tests; not for the step path. */
export function cellOf(
  region: Region,
  { record = 0, field }: { record?: number; field: string },
): number {
  return region.base + record * region.stride + fieldOffset(region, field);
}

export const VCPU_MODE = { OUTSIDE_GUEST_MODE: 0, IN_GUEST_MODE: 1 } as const;

/** bits 3:0 as named; bits 6:4 the level of the mapping; bit 7: made with EPT A/D on. */
export const TLB_FLAGS = {
  R: 1,
  W: 2,
  X: 4,
  D: 8,
  LEVEL_SHIFT: 4,
  AD: 1 << 7,
  VALID: 1 << 8,
} as const;

/** R, W, X: permissions of the walk so far. bits 6:4: level of the entry that was cached. */
export const PSC_FLAGS = { R: 1, W: 2, X: 4, LEVEL_SHIFT: 4, VALID: 1 << 8 } as const;

/** Life of a page-table frame. `linked` ones are reachable from a root; `private` ones are not yet. */
export const FRAME_LIFE = { free: 0, private: 1, linked: 2 } as const;

export const HOST_PTE = { PRESENT: 1, WRITABLE: 2 } as const;

/** What struct page knows. FREED: the host took the page back. */
export const PAGE_FLAGS = { DIRTY: 1, ACCESSED: 2, FREED: 4 } as const;
