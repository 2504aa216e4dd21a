/**
 * Where everything is: the regions of a machine of a given shape. One statement of it serves the
 * engine, which writes through the journal, and the page, which reads its mirror.
 */
import { MemoryMap, fieldOffset, type Region } from '../cells.ts';
import { COUNTER_NAMES } from './counters.ts';
import { guestPageCount, type StateShape } from './shape.ts';

/** Entries of a page table. */
export const PT_ENTRIES = 512;
/** Entries of a vCPU's PML buffer: 512 in hardware; more than any story fills. */
export const PML_ENTRIES = 8;
/** Return addresses a thread can hold: kernel paths here nest no deeper. */
export const CALL_DEPTH_MAX = 6;

const PT_FIELDS: readonly string[] = Array.from({ length: PT_ENTRIES }, (_, i) => [
  `${i}.lo`,
  `${i}.hi`,
]).flat();

const RECORDS = {
  /** `vcpu->mode`: see VCPU_MODE. root: frame of the root table, plus 1. requests: see VCPU_REQUEST. */
  vcpu: ['mode', 'root', 'requests'],
  /** frame: of the root table, plus 1. flags: see ROOT_FLAGS. */
  root: ['frame', 'flags'],
  /** flags: see TLB_FLAGS (0: slot empty). root: frame of the root, plus 1. Sorted by gfn. */
  tlb: ['flags', 'gfn', 'pfn', 'root'],
  /** flags: see PSC_FLAGS. gfn: first gfn covered. frame: the table it leads to, plus 1. */
  psc: ['flags', 'gfn', 'frame', 'root'],
  /** writer: actor plus 1. readers: bit per actor. */
  mmu_lock: ['writer', 'readers'],
  /** Bit per actor that is inside a read-side section. */
  rcu: ['readers'],
  srcu: ['readers'],
  /**
   * kvm->mmu_invalidate_*: range in gfns, end exclusive. mn_active: notifiers under way, kept only where a
   * memslot may move.
   */
  mmu_invalidate: ['in_progress', 'seq', 'range_start', 'range_end', 'mn_active'],
  /** life: see FRAME_LIFE. rcu_wait: bit per actor whose read-side section a call_rcu() waits for, and RCU_QUEUED. */
  sp: ['life', 'level', 'gfn', 'rcu_wait'],
  /** flags: see SLOT_FLAGS. */
  slot: ['flags'],
  /** kvm->slots_lock. owner: actor plus 1. */
  slots_lock: ['owner'],
  /** Bit of a guest page in its slot's dirty bitmap. */
  dirty_bitmap: ['bit'],
  /** enabled: PML is on for the vCPU. count: entries in use, oldest first. */
  pml: ['enabled', 'count', ...Array.from({ length: PML_ENTRIES }, (_, i) => `gfn${i}`)],
  /** Userspace that migrates: armed: enabling has returned. finished: its last round is over. */
  migration: ['armed', 'finished'],
  /**
   * Userspace's copy of a guest page. sent: version copied last. reaping: 1 between the reap of its bit
   * and the copy. pending_mark: bit per actor that has made it writable and has still to mark it.
   * at_risk: ghost of the early form of P1: a store to it now would go unnoticed. known: userspace has
   * read its bit, and may have it cleared by KVM_CLEAR_DIRTY_LOG.
   */
  copy: ['sent', 'reaping', 'pending_mark', 'at_risk', 'known'],
  /**
   * kind: see TRACK. A guest page that backs a write-protected guest page table. Ghost of P2, tracker:
   * actor (plus 1) that is still write-protecting it.
   */
  track: ['kind', 'tracker'],
  /** The external (S-EPT) entry of a guest page, and how often it was installed and removed. */
  external: ['present', 'installs', 'removes'],
  /** dead: 1 once KVM_BUG_ON() has stopped the VM: no vCPU enters the guest any more. */
  vm: ['dead'],
  /** The host's own PTE of a guest page. flags: see HOST_PTE. backing: which pfn it has now. */
  host_pte: ['flags', 'backing'],
  /** struct page of a host page: what KVM told the host about it. flags: see PAGE_FLAGS. */
  page: ['flags'],
  /** Ghost: how often the guest has stored to a guest page. */
  content: ['version'],
  /** Ghost of P8, per host page: actor (plus 1) that dropped a Dirty bit and has still to record it. */
  dirty_debt: ['debtor'],
  /** Ghost of P5, per actor: the entry it has frozen and not yet replaced (frame * 512 + index, plus 1). */
  frozen: ['sptep'],
  /** Ghost of P14, per actor: 1 when it has zapped something and nobody has flushed since. */
  flush_debt: ['owed'],
  /** Bit per vCPU in guest mode that an actor's remote flush waits for; 0 where a flush is one step. */
  flush_wait: ['vcpus'],
  /** Ghost of P15, per actor: how often it has yielded since anybody has got on; 2 at most. */
  stuck: ['yields'],
  /** return0..: where the calls under way go on, outermost first; 0 from the first free one on. */
  thread: ['pc', 'op', ...Array.from({ length: CALL_DEPTH_MAX }, (_, i) => `return${i}`)],
} as const;

type RecordName = keyof typeof RECORDS;

export interface StateMap {
  readonly shape: StateShape;
  readonly memory: MemoryMap;
  readonly pt: Region;
  readonly vcpu: Region;
  readonly root: Region;
  readonly tlb: Region;
  readonly psc: Region;
  readonly mmu_lock: Region;
  readonly rcu: Region;
  readonly srcu: Region;
  readonly mmu_invalidate: Region;
  readonly sp: Region;
  readonly slot: Region;
  readonly slots_lock: Region;
  readonly dirty_bitmap: Region;
  readonly pml: Region;
  readonly migration: Region;
  readonly copy: Region;
  readonly track: Region;
  readonly external: Region;
  readonly vm: Region;
  readonly host_pte: Region;
  readonly page: Region;
  readonly content: Region;
  readonly dirty_debt: Region;
  readonly frozen: Region;
  readonly flush_debt: Region;
  readonly flush_wait: Region;
  readonly stuck: Region;
  readonly thread: Region;
  readonly reg: Region;
  readonly counter: Region;
}

export function buildStateMap(shape: StateShape): StateMap {
  const guestPages = guestPageCount(shape);
  const counts: Record<RecordName, number> = {
    vcpu: shape.vcpus,
    root: shape.roots,
    tlb: shape.vcpus * shape.tlbEntries,
    psc: shape.vcpus * shape.pscEntries,
    mmu_lock: 1,
    rcu: 1,
    srcu: 1,
    mmu_invalidate: 1,
    sp: shape.frames,
    slot: shape.slots.length,
    slots_lock: 1,
    dirty_bitmap: guestPages,
    pml: shape.vcpus,
    migration: 1,
    copy: guestPages,
    track: guestPages,
    external: guestPages,
    vm: 1,
    host_pte: guestPages,
    page: guestPages * shape.backings,
    content: guestPages,
    dirty_debt: guestPages * shape.backings,
    frozen: shape.actors,
    flush_debt: shape.actors,
    flush_wait: shape.actors,
    stuck: shape.actors,
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
    root: memory.region('root'),
    tlb: memory.region('tlb'),
    psc: memory.region('psc'),
    mmu_lock: memory.region('mmu_lock'),
    rcu: memory.region('rcu'),
    srcu: memory.region('srcu'),
    mmu_invalidate: memory.region('mmu_invalidate'),
    sp: memory.region('sp'),
    slot: memory.region('slot'),
    slots_lock: memory.region('slots_lock'),
    dirty_bitmap: memory.region('dirty_bitmap'),
    pml: memory.region('pml'),
    migration: memory.region('migration'),
    copy: memory.region('copy'),
    track: memory.region('track'),
    external: memory.region('external'),
    vm: memory.region('vm'),
    host_pte: memory.region('host_pte'),
    page: memory.region('page'),
    content: memory.region('content'),
    dirty_debt: memory.region('dirty_debt'),
    frozen: memory.region('frozen'),
    flush_debt: memory.region('flush_debt'),
    flush_wait: memory.region('flush_wait'),
    stuck: memory.region('stuck'),
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

/**
 * Life of a page-table frame. private: taken by a thread, in no table yet. linked: reachable from a
 * root. removed: unlinked, its remover is at work or waits for a grace period. freed: given back;
 * reused: somebody else's data by now.
 */
export const FRAME_LIFE = {
  free: 0,
  private: 1,
  linked: 2,
  removed: 3,
  freed: 4,
  reused: 5,
} as const;

/** Bit of `sp.rcu_wait`: the page was handed to call_rcu(). */
export const RCU_QUEUED = 0x8000_0000;

/** Bits of `vcpu->requests` that are modelled. */
export const VCPU_REQUEST = {
  FREE_OBSOLETE_ROOTS: 1,
  UPDATE_CPU_DIRTY_LOGGING: 2,
  KICK: 4,
  TLB_FLUSH: 8,
} as const;

/**
 * An invalid root is still there for those who walk all of them, and no vCPU may run on it. ZAPPED: it
 * is invalid, and the pass that zaps it is over.
 */
export const ROOT_FLAGS = { VALID: 1, INVALID: 2, ZAPPED: 4 } as const;

/** LOG: KVM_MEM_LOG_DIRTY_PAGES. INVALID: the slot is being deleted or moved. MOVED: it is at its new place. */
export const SLOT_FLAGS = {
  PRESENT: 1,
  INVALID: 2,
  LOG: 4,
  INITIALLY_ALL_SET: 8,
  MOVED: 16,
} as const;

/** page: an upper-level guest page table, page-tracked. shadowed: a last-level one. */
export const TRACK = { none: 0, page: 1, shadowed: 2 } as const;

export const HOST_PTE = { PRESENT: 1, WRITABLE: 2 } as const;

/** What struct page knows. FREED: the host took the page back. */
export const PAGE_FLAGS = { DIRTY: 1, ACCESSED: 2, FREED: 4 } as const;
