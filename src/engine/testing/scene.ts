/**
 * A small machine for tests, and a way to drive it by names: `scene({ leafs: { 0x205: 'WC' }, ... })`,
 * then `drive.until('zap', 'zap')`. One memslot: gfns 0x200..0x20f on pfns 0x9a00.. .
 */
import { assert } from '../../base/assert.ts';
import { MutableWord64, ZERO64, digits64, type Word64 } from '../../base/word64.ts';
import { makeSpte } from '../layout/make-spte.ts';
import { makeMmioSpte } from '../layout/mmio-spte.ts';
import { layoutOf } from '../layout/registry.ts';
import type { SpteLayout } from '../layout/spte-layout.ts';
import { Machine } from '../machine.ts';
import type {
  ActorConfig,
  InitialLeaf,
  InitialTlb,
  MachineConfig,
  Memslot,
} from '../machine-config.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import { ALL_PROGRAMS } from '../programs/all-programs.ts';
import type { HostOperation, VcpuOperation } from '../programs/operation.ts';
import type { TrackingKind } from '../programs/tracking-operations.ts';
import type { FlushRules } from '../thread.ts';
import { readSpte, spteIndex, type StateView } from '../state/readers.ts';
import { FRAME_PFN_BASE, type DirtyLogProtect } from '../state/shape.ts';
import { DETECTORS } from '../detectors/registry.ts';

/** States of semantics section 2 that a leaf can start in; a trailing `-` clears Accessed. */
export type LeafState = 'WD' | 'WC' | 'WP' | 'RO' | 'WT' | 'WC-' | 'WP-' | 'WD-' | 'RO-';

export const SLOT = { id: 0, gfn: 0x200, pages: 16, pfn: 0x9a00, writable: true } as const;

export function pfnOf(gfn: number): number {
  return SLOT.pfn + gfn - SLOT.gfn;
}

/** A slot of one page of 2 MiB, instead of the other one. */
export const LARGE_SLOT = {
  id: 0,
  gfn: 0x200,
  pages: 0x200,
  pfn: 0xa000,
  writable: true,
  large: true,
} as const;

/** The SPTE of a leaf of the slot in a state, as the kernel would have made it. */
export function leafSpte(
  layout: SpteLayout,
  {
    gfn,
    state,
    level = 1,
    pfn = pfnOf(gfn),
  }: { gfn: number; state: LeafState; level?: number; pfn?: number },
): Word64 {
  const spte = new MutableWord64();
  const { masks } = layout;
  const request = {
    level,
    gfn,
    pfn,
    access: layout.acc.ACC_ALL,
    hostWritable: !state.startsWith('RO'),
    prefetch: false,
    sync: true,
    oldSpte: ZERO64,
    wrTracked: state.startsWith('WT'),
    slotDirty: false,
    nxHuge: false,
    hostMmio: false,
    adDisabled: !layout.config.adBits,
    guestMode: false,
  };
  makeSpte(layout, request, spte);
  if (state.startsWith('WC') || state.startsWith('WP')) spte.clear(masks.dirty);
  if (state.startsWith('WP')) spte.clear(masks.writable);
  if (state.endsWith('-')) spte.clear(masks.accessed);
  return { lo: spte.lo, hi: spte.hi };
}

function mmioSpte(layout: SpteLayout, gfn: number): Word64 {
  const spte = new MutableWord64();
  makeMmioSpte(layout, { gfn, access: layout.acc.ACC_ALL, generation: 0 }, spte);
  return { lo: spte.lo, hi: spte.hi };
}

function leafsOf(
  layout: SpteLayout,
  states: Readonly<Record<number, LeafState>> = {},
  pfnOffset = SLOT.pfn - SLOT.gfn,
): readonly InitialLeaf[] {
  return Object.entries(states).map(([text, state]) => {
    const gfn = Number(text);
    return { gfn, level: 1, spte: leafSpte(layout, { gfn, state, pfn: gfn + pfnOffset }) };
  });
}

function largeLeaf(layout: SpteLayout, state: LeafState): InitialLeaf {
  const { gfn, pfn } = LARGE_SLOT;
  return { gfn, level: 2, spte: leafSpte(layout, { gfn, pfn, state, level: 2 }) };
}

/** Where the leafs of a scene have their pages. */
function pfnOffsetOf({ largeSlot }: Scene): number {
  const slot = largeSlot === undefined ? SLOT : LARGE_SLOT;
  return slot.pfn - slot.gfn;
}

export interface Scene {
  /** `before` and `after` the XCHG series. */
  readonly kernel?: 'before' | 'after';
  readonly layout?: SpteLayout;
  readonly profile?: KernelProfile;
  readonly leafs?: Readonly<Record<number, LeafState>>;
  readonly tlb?: readonly InitialTlb[];
  readonly vcpus?: readonly (readonly VcpuOperation[])[];
  readonly hosts?: Readonly<Record<string, readonly HostOperation[]>>;
  readonly pscStart?: boolean;
  readonly yields?: boolean;
  /** Flags that differ from the profile's. */
  readonly flags?: Partial<KernelProfile>;
  /** Leafs reached from a second root. */
  readonly otherRoot?: Readonly<Record<number, LeafState>>;
  /** Gfns without memory, marked so in the tables. */
  readonly mmio?: readonly number[];
  /** LARGE_SLOT is the slot; its large page is mapped in this state, or not at all. */
  readonly largeSlot?: LeafState | 'unmapped';
  readonly dirtyLogProtect?: DirtyLogProtect;
  /** Instead of the one slot that tests have. */
  readonly memslots?: readonly Memslot[];
  /** The CPU has page-modification logging. */
  readonly pml?: boolean;
  /** The TDX module may be busy. */
  readonly tdxBusy?: boolean;
  /** How far remote flushes are told. */
  readonly flush?: FlushRules | undefined;
  /** The CPU has no Accessed and Dirty bits in EPT. */
  readonly noAd?: boolean;
  readonly hostWritable?: boolean;
}

export function sceneConfig(scene: Scene): MachineConfig {
  const before = (scene.kernel ?? 'before') === 'before';
  const withAd = scene.pml === true ? 'ept-ad-pml-46' : 'ept-ad-46';
  const cpu = scene.noAd === true ? 'ept-noad-46' : withAd;
  const layout = scene.layout ?? layoutOf(`${before ? 'v5.18pre' : 'v5.19'}/${cpu}`);
  const profile = scene.profile ?? profileNamed(before ? 'v5.18pre' : 'v5.18');
  assert(profile !== undefined, 'no such profile');
  const vcpus: ActorConfig[] = (scene.vcpus ?? []).map((operations, i) => ({
    kind: 'vcpu',
    id: `vcpu${i}`,
    title: `vCPU ${i}`,
    operations,
  }));
  const hosts: ActorConfig[] = Object.entries(scene.hosts ?? {}).map(([id, operations]) => ({
    kind: 'host',
    id,
    title: id,
    operations,
  }));
  return {
    programs: ALL_PROGRAMS,
    layout,
    profile: { ...profile, ...scene.flags },
    memslots: scene.memslots ?? [
      scene.largeSlot === undefined
        ? { ...SLOT, writable: scene.hostWritable ?? true }
        : LARGE_SLOT,
    ],
    leafs: [
      ...leafsOf(layout, scene.leafs, pfnOffsetOf(scene)),
      ...(scene.largeSlot === undefined || scene.largeSlot === 'unmapped'
        ? []
        : [largeLeaf(layout, scene.largeSlot)]),
      ...leafsOf(layout, scene.otherRoot).map((leaf) => ({ ...leaf, root: 1 })),
      ...(scene.mmio ?? []).map((gfn) => ({ gfn, level: 1 as const, spte: mmioSpte(layout, gfn) })),
    ],
    tlb: scene.tlb ?? [],
    actors: [...vcpus, ...hosts],
    flush: scene.flush,
    dirtyLogProtect: scene.dirtyLogProtect,
    choices: {
      pscStart: scene.pscStart ?? false,
      yields: scene.yields ?? false,
      tdxBusy: scene.tdxBusy ?? false,
    },
  };
}

/** Steps after which a test that waits for something gives up. */
const STEPS_MAX = 500;

export class Driver {
  readonly machine: Machine;
  readonly view: StateView;
  /** Ids of the properties violated so far, in order. */
  readonly violated: string[] = [];

  constructor(scene: Scene) {
    this.machine = new Machine(sceneConfig(scene));
    this.view = { map: this.machine.map, cells: this.machine.cells };
  }

  actor(id: string): number {
    const actor = this.machine.config.actors.findIndex((candidate) => candidate.id === id);
    assert(actor >= 0, `no actor ${id}`);
    return actor;
  }

  /** One step of an actor. Returns the label of the step done, with its program. */
  step(id: string, variant = 0): string {
    const violated = this.machine.step({ actor: this.actor(id), variant });
    DETECTORS.forEach((detector, i) => {
      if ((violated & (1 << i)) !== 0) this.violated.push(detector.id);
    });
    const { program, label } = this.machine.lastStep;
    return `${program.id}/${label}`;
  }

  /** Steps an actor until its next step is the one labelled so. */
  until(id: string, label: string): void {
    const actor = this.actor(id);
    for (let n = 0; n < STEPS_MAX; n++) {
      if (this.machine.nextStep(actor)?.label === label) return;
      this.step(id);
    }
    assert(false, `${id} never comes to ${label}: is the label right, and is nothing in its way?`);
  }

  /** Steps an actor until it has finished; returns the steps it took. */
  finish(id: string): string[] {
    const done: string[] = [];
    while (this.machine.nextStep(this.actor(id)) !== null) {
      done.push(this.step(id));
      assert(
        done.length < STEPS_MAX,
        `${id} does not finish: does it wait for a fault that never succeeds?`,
      );
    }
    return done;
  }

  /** The SPTE of the large page of LARGE_SLOT, or what is in its place. */
  largeSpte(): Word64 {
    let frame = 0;
    for (let level = 4; level > 2; level--) {
      const entry = readSpte(this.view, {
        frame,
        index: spteIndex({ gfn: LARGE_SLOT.gfn, level }),
      });
      frame = Math.floor(entry.lo / 0x1000) - FRAME_PFN_BASE;
    }
    return readSpte(this.view, { frame, index: spteIndex({ gfn: LARGE_SLOT.gfn, level: 2 }) });
  }

  /** The 4 KiB SPTE of a gfn, by walking the tables; null when a table is missing. */
  spte(gfn: number): Word64 | null {
    let frame = 0;
    for (let level = 4; level > 1; level--) {
      const entry = readSpte(this.view, { frame, index: spteIndex({ gfn, level }) });
      if (entry.lo === 0 && entry.hi === 0) return null;
      frame = Math.floor(entry.lo / 0x1000) - FRAME_PFN_BASE;
    }
    return readSpte(this.view, { frame, index: spteIndex({ gfn, level: 1 }) });
  }

  get digest(): string {
    return digits64(this.machine.hash);
  }
}

export function drive(scene: Scene): Driver {
  return new Driver(scene);
}

export const store = (gfn: number): VcpuOperation => ({ kind: 'store', gfn });
export const load = (gfn: number): VcpuOperation => ({ kind: 'load', gfn });
export const fetchFrom = (gfn: number): VcpuOperation => ({ kind: 'fetch', gfn });
export const zap = (gfn: number, pages = 1): HostOperation => ({
  kind: 'zap',
  gfnStart: gfn,
  gfnEnd: gfn + pages,
});
export const clearYoung = (gfn: number, pages = 1): HostOperation => ({
  kind: 'clear_young',
  gfnStart: gfn,
  gfnEnd: gfn + pages,
});
export const clearFlushYoung = (gfn: number, pages = 1): HostOperation => ({
  ...clearYoung(gfn, pages),
  kind: 'clear_flush_young',
});

/** Operations on the slot as a whole. */
export const enableDirtyLog = (gfn: number = SLOT.gfn): HostOperation => ({
  ...zap(gfn),
  kind: 'enable_dirty_log',
});
export const getDirtyLog = (): HostOperation => ({ ...zap(SLOT.gfn), kind: 'get_dirty_log' });
export const lastDirtyLog = (gfn: number = SLOT.gfn): HostOperation => ({
  ...zap(gfn),
  kind: 'last_dirty_log',
});

export const disableDirtyLog = (gfn: number = SLOT.gfn): HostOperation => ({
  ...zap(gfn),
  kind: 'disable_dirty_log',
});
export const clearDirtyLog = (gfn: number, pages = 1): HostOperation => ({
  ...zap(gfn, pages),
  kind: 'clear_dirty_log',
});

/** An operation of write tracking, or `td_remove`, on one page. */
export const tracking =
  (kind: TrackingKind) =>
  (gfn: number): HostOperation => ({ kind, gfnStart: gfn, gfnEnd: gfn + 1 });

/** Operations about the life of page tables. */
export const mmio = (gfn: number): VcpuOperation => ({ kind: 'mmio', gfn });
export const zapTables = (gfn: number, pages: number): HostOperation => ({
  ...zap(gfn, pages),
  kind: 'zap_range',
});
export const collapse = (gfn: number): HostOperation => ({ ...zap(gfn), kind: 'collapse' });
export const deleteSlot = (gfn: number): HostOperation => ({ ...zap(gfn), kind: 'delete_slot' });
export const moveSlot = (gfn: number): HostOperation => ({ ...zap(gfn), kind: 'move_slot' });
export const recoverNx = (gfn: number, pages: number): HostOperation => ({
  ...zap(gfn, pages),
  kind: 'recover_nx',
});
export const rcuCallback = (): HostOperation => ({ ...zap(0, 0), kind: 'rcu_callback' });
export const reusePage = (): HostOperation => ({ ...zap(0, 0), kind: 'reuse_page' });
