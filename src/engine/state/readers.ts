/**
 * Typed, allocating views over cells, for the page, the detectors' evidence, the command line and
 * tests. The step path does not use them. They read any CellReader: the machine or a mirror of it.
 */
import type { Word64 } from '../../base/word64.ts';
import type { CellReader, Region } from '../cells.ts';
import { COUNTER_NAMES, type CounterName } from './counters.ts';
import { framePfn, guestPageOf, hostPageOf, pfnOfBacking } from './shape.ts';
import {
  CALL_DEPTH_MAX,
  HOST_PTE,
  PAGE_FLAGS,
  PSC_FLAGS,
  PT_ENTRIES,
  TLB_FLAGS,
  TRACK,
  FRAME_LIFE,
  VCPU_REQUEST,
  cellOf,
  type StateMap,
} from './state-map.ts';

/** Where the readers read: a map and something that has its cells. */
export interface StateView {
  readonly map: StateMap;
  readonly cells: CellReader;
}

function field(view: StateView, region: Region, at: { record?: number; field: string }): number {
  return view.cells.read(cellOf(region, at));
}

/** First cell of entry `index` (0..511) of a page-table frame: lo; hi is the next one. */
export function spteCell(
  map: StateMap,
  { frame, index }: { frame: number; index: number },
): number {
  return map.pt.base + frame * map.pt.stride + index * 2;
}

export function readSpte(view: StateView, at: { frame: number; index: number }): Word64 {
  const cell = spteCell(view.map, at);
  return { lo: view.cells.read(cell), hi: view.cells.read(cell + 1) };
}

/** The index into a table of a level (1..4) that a gfn selects. */
export function spteIndex({ gfn, level }: { gfn: number; level: number }): number {
  return (gfn >>> (9 * (level - 1))) & (PT_ENTRIES - 1);
}

/** Gfns covered by one entry of a table of a level. */
export function gfnsPerEntry(level: number): number {
  return 2 ** (9 * (level - 1));
}

export type FrameLife = keyof typeof FRAME_LIFE;

export interface FrameView {
  readonly frame: number;
  readonly pfn: number;
  readonly life: FrameLife;
  /** Level of the table: 4 is the root, 1 holds 4 KiB leafs. */
  readonly level: number;
  /** First gfn that the table covers. */
  readonly gfn: number;
}

export function readFrame(view: StateView, frame: number): FrameView {
  const life = field(view, view.map.sp, { record: frame, field: 'life' });
  const names = Object.keys(FRAME_LIFE) as FrameLife[];
  return {
    frame,
    pfn: framePfn(frame),
    life: names.find((name) => FRAME_LIFE[name] === life) ?? 'free',
    level: field(view, view.map.sp, { record: frame, field: 'level' }),
    gfn: field(view, view.map.sp, { record: frame, field: 'gfn' }),
  };
}

/** All entries of a frame that are not zero, in order. */
export function readFrameEntries(
  view: StateView,
  frame: number,
): { index: number; spte: Word64 }[] {
  const entries: { index: number; spte: Word64 }[] = [];
  for (let index = 0; index < PT_ENTRIES; index++) {
    const spte = readSpte(view, { frame, index });
    if (spte.lo !== 0 || spte.hi !== 0) entries.push({ index, spte });
  }
  return entries;
}

export interface TlbEntryView {
  readonly gfn: number;
  readonly pfn: number;
  readonly level: number;
  readonly r: boolean;
  readonly w: boolean;
  readonly x: boolean;
  readonly d: boolean;
  /** Frame of the root it was filled from. */
  readonly root: number;
}

export function readTlb(view: StateView, vcpu: number): TlbEntryView[] {
  const { tlb, shape } = view.map;
  const entries: TlbEntryView[] = [];
  for (let slot = 0; slot < shape.tlbEntries; slot++) {
    const record = vcpu * shape.tlbEntries + slot;
    const flags = field(view, tlb, { record, field: 'flags' });
    if ((flags & TLB_FLAGS.VALID) === 0) continue;
    entries.push({
      gfn: field(view, tlb, { record, field: 'gfn' }),
      pfn: field(view, tlb, { record, field: 'pfn' }),
      level: (flags >>> TLB_FLAGS.LEVEL_SHIFT) & 7,
      r: (flags & TLB_FLAGS.R) !== 0,
      w: (flags & TLB_FLAGS.W) !== 0,
      x: (flags & TLB_FLAGS.X) !== 0,
      d: (flags & TLB_FLAGS.D) !== 0,
      root: field(view, tlb, { record, field: 'root' }) - 1,
    });
  }
  return entries;
}

export interface PscEntryView {
  /** Level of the entry that was cached: 4, 3 or 2; it leads to a table one level lower. */
  readonly level: number;
  readonly gfn: number;
  readonly frame: number;
}

export function readPsc(view: StateView, vcpu: number): PscEntryView[] {
  const { psc, shape } = view.map;
  const entries: PscEntryView[] = [];
  for (let slot = 0; slot < shape.pscEntries; slot++) {
    const record = vcpu * shape.pscEntries + slot;
    const flags = field(view, psc, { record, field: 'flags' });
    if ((flags & PSC_FLAGS.VALID) === 0) continue;
    entries.push({
      level: (flags >>> PSC_FLAGS.LEVEL_SHIFT) & 7,
      gfn: field(view, psc, { record, field: 'gfn' }),
      frame: field(view, psc, { record, field: 'frame' }) - 1,
    });
  }
  return entries;
}

export interface VcpuView {
  readonly inGuest: boolean;
  /** Frame of its root table. */
  readonly root: number;
  /** What it has to do before it enters the guest again, or, in the guest, to leave it for. */
  readonly requests: readonly string[];
}

/** In the order of the bits of VCPU_REQUEST. */
const REQUEST_NAMES: readonly (readonly [number, string])[] = [
  [VCPU_REQUEST.FREE_OBSOLETE_ROOTS, 'new root'],
  [VCPU_REQUEST.UPDATE_CPU_DIRTY_LOGGING, 'PML on'],
  [VCPU_REQUEST.KICK, 'kick'],
  [VCPU_REQUEST.TLB_FLUSH, 'TLB flush'],
];

export function readVcpu(view: StateView, vcpu: number): VcpuView {
  const requests = field(view, view.map.vcpu, { record: vcpu, field: 'requests' });
  return {
    inGuest: field(view, view.map.vcpu, { record: vcpu, field: 'mode' }) !== 0,
    root: field(view, view.map.vcpu, { record: vcpu, field: 'root' }) - 1,
    requests: REQUEST_NAMES.filter(([bit]) => (requests & bit) !== 0).map(([, name]) => name),
  };
}

function actorsOf(mask: number): number[] {
  return Array.from({ length: 32 }, (_, actor) => actor).filter(
    (actor) => (mask & (1 << actor)) !== 0,
  );
}

export interface LocksView {
  /** Actor that holds mmu_lock for write, or null. */
  readonly mmuLockWriter: number | null;
  readonly mmuLockReaders: readonly number[];
  readonly rcuReaders: readonly number[];
  readonly srcuReaders: readonly number[];
  readonly invalidateInProgress: number;
  readonly invalidateSeq: number;
}

export function readLocks(view: StateView): LocksView {
  const { mmu_lock, rcu, srcu, mmu_invalidate } = view.map;
  const writer = field(view, mmu_lock, { field: 'writer' });
  return {
    mmuLockWriter: writer === 0 ? null : writer - 1,
    mmuLockReaders: actorsOf(field(view, mmu_lock, { field: 'readers' })),
    rcuReaders: actorsOf(field(view, rcu, { field: 'readers' })),
    srcuReaders: actorsOf(field(view, srcu, { field: 'readers' })),
    invalidateInProgress: field(view, mmu_invalidate, { field: 'in_progress' }),
    invalidateSeq: field(view, mmu_invalidate, { field: 'seq' }),
  };
}

export interface GuestPageView {
  readonly gfn: number;
  /** How often the guest has stored to it. */
  readonly version: number;
  /** pfn behind it now, or null when the host has unmapped it. */
  readonly pfn: number | null;
  readonly hostWritable: boolean;
  /** It backs a guest page table that KVM shadows. */
  readonly tracked: TrackKind;
  /** The external page table of a TDX guest maps it. */
  readonly external: boolean;
}

export function readGuestPage(view: StateView, gfn: number): GuestPageView | null {
  const page = guestPageOf(view.map.shape, gfn);
  if (page < 0) return null;
  const flags = field(view, view.map.host_pte, { record: page, field: 'flags' });
  const backing = field(view, view.map.host_pte, { record: page, field: 'backing' });
  return {
    gfn,
    version: field(view, view.map.content, { record: page, field: 'version' }),
    pfn: (flags & HOST_PTE.PRESENT) === 0 ? null : pfnOfBacking(view.map.shape, { page, backing }),
    hostWritable: (flags & HOST_PTE.WRITABLE) !== 0,
    tracked: readTrackKind(view, gfn),
    external: readExternalPage(view, gfn)?.present === true,
  };
}

export interface HostPageView {
  readonly pfn: number;
  /** KVM has told the host that the page is dirty (kvm_set_pfn_dirty). Sticky. */
  readonly dirty: boolean;
  readonly accessed: boolean;
  /** The host took the page back. */
  readonly freed: boolean;
  /** Actor that has dropped a Dirty bit of it and has still to record that, or null. */
  readonly debtor: number | null;
}

export function readHostPage(view: StateView, pfn: number): HostPageView | null {
  const record = hostPageOf(view.map.shape, pfn);
  if (record < 0) return null;
  const flags = field(view, view.map.page, { record, field: 'flags' });
  const debtor = field(view, view.map.dirty_debt, { record, field: 'debtor' });
  return {
    pfn,
    dirty: (flags & PAGE_FLAGS.DIRTY) !== 0,
    accessed: (flags & PAGE_FLAGS.ACCESSED) !== 0,
    freed: (flags & PAGE_FLAGS.FREED) !== 0,
    debtor: debtor === 0 ? null : debtor - 1,
  };
}

export interface ThreadView {
  /** Program counter; 0 when the actor has nothing to do. */
  readonly pc: number;
  /** Return addresses, outermost first. */
  readonly stack: readonly number[];
  /** Which of its operations it is at. */
  readonly op: number;
}

export function readThread(view: StateView, actor: number): ThreadView {
  const at = (name: string): number => field(view, view.map.thread, { record: actor, field: name });
  const stack = Array.from({ length: CALL_DEPTH_MAX }, (_, i) => at(`return${i}`));
  return { pc: at('pc'), stack: stack.filter((pc) => pc !== 0), op: at('op') };
}

/** A register of an actor by its full name, e.g. `tdp_iter.gfn`. */
export function readRegister(
  view: StateView,
  { actor, register }: { actor: number; register: string },
): number {
  return field(view, view.map.reg, { record: actor, field: register });
}

export function readCounters(view: StateView): Record<CounterName, number> {
  const entries = COUNTER_NAMES.map((name) => [
    name,
    field(view, view.map.counter, { field: name }),
  ]);
  return Object.fromEntries(entries) as Record<CounterName, number>;
}

export interface LoggedPageView {
  readonly gfn: number;
  /** Its bit in the slot's dirty bitmap. */
  readonly marked: boolean;
  /** Version of the page that userspace has copied last. */
  readonly sent: number;
  /** Its bit was reaped, and the copy is still to come. */
  readonly reaping: boolean;
}

export function readLoggedPage(view: StateView, gfn: number): LoggedPageView | null {
  const record = guestPageOf(view.map.shape, gfn);
  if (record < 0) return null;
  return {
    gfn,
    marked: field(view, view.map.dirty_bitmap, { record, field: 'bit' }) !== 0,
    sent: field(view, view.map.copy, { record, field: 'sent' }),
    reaping: field(view, view.map.copy, { record, field: 'reaping' }) !== 0,
  };
}

export interface PmlView {
  readonly enabled: boolean;
  /** Oldest first. */
  readonly gfns: readonly number[];
}

export function readPml(view: StateView, vcpu: number): PmlView {
  const at = (name: string): number => field(view, view.map.pml, { record: vcpu, field: name });
  return {
    enabled: at('enabled') !== 0,
    gfns: Array.from({ length: at('count') }, (_, i) => at(`gfn${i}`)),
  };
}

export interface ExternalPageView {
  readonly gfn: number;
  /** The external page table maps it. */
  readonly present: boolean;
  readonly installs: number;
  readonly removes: number;
}

/** What the external page table of a TDX guest says of a guest page. */
export function readExternalPage(view: StateView, gfn: number): ExternalPageView | null {
  const record = guestPageOf(view.map.shape, gfn);
  if (record < 0) return null;
  const at = (name: string): number => field(view, view.map.external, { record, field: name });
  return {
    gfn,
    present: at('present') !== 0,
    installs: at('installs'),
    removes: at('removes'),
  };
}

/** Has KVM_BUG_ON() stopped the VM? */
export function readVmDead(view: StateView): boolean {
  return field(view, view.map.vm, { field: 'dead' }) !== 0;
}

export type TrackKind = keyof typeof TRACK;

/** Whether a guest page backs a guest page table that KVM shadows, and of which kind. */
export function readTrackKind(view: StateView, gfn: number): TrackKind {
  const record = guestPageOf(view.map.shape, gfn);
  const kind = record < 0 ? TRACK.none : field(view, view.map.track, { record, field: 'kind' });
  const names = Object.keys(TRACK) as TrackKind[];
  return names.find((name) => TRACK[name] === kind) ?? 'none';
}
