/**
 * The coherence view: where a TLB entry allows more than its SPTE does now, or remembers a Dirty bit
 * that the SPTE has lost. Shown on the page; an error only where a property says so, because KVM
 * lives with stale entries as long as somebody owes a flush.
 */
import { MutableWord64, hasAny } from '../../base/word64.ts';
import { PERMISSION, hardwarePermissions } from '../hardware/permissions.ts';
import { isLargePte, isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import type { SpteLayout } from '../layout/spte-layout.ts';
import { spteCell, spteIndex, type StateView } from './readers.ts';
import { FRAME_PFN_BASE } from './shape.ts';
import { PT_ENTRIES, TLB_FLAGS } from './state-map.ts';

/** Bits of an incoherence; R, W, X and D as in TLB_FLAGS. */
export const INCOHERENCE = { R: 1, W: 2, X: 4, D: 8, WRONG_PFN: 16, ABSENT: 32 } as const;

interface TlbSlot {
  readonly vcpu: number;
  readonly slot: number;
}

function tlbCell(view: StateView, { vcpu, slot }: TlbSlot): number {
  const { tlb, shape } = view.map;
  return tlb.base + (vcpu * shape.tlbEntries + slot) * tlb.stride;
}

/**
 * Walks memory for a TLB entry from its root. Leaves the leaf in `leaf` and returns the permissions of
 * the walk, or -1 when memory maps nothing there. The leaf may be a large page around that of the entry.
 * Where a large page has been split since, all small ones must allow what the entry does: `leaf` is what
 * they have in common.
 */
function walkMemory(
  view: StateView,
  layout: SpteLayout,
  { gfn, level, root, leaf }: { gfn: number; level: number; root: number; leaf: MutableWord64 },
): number {
  let frame = root;
  let permissions: number = PERMISSION.ALL;
  for (let at = 4; at >= level; at--) {
    const cell = spteCell(view.map, { frame, index: spteIndex({ gfn, level: at }) });
    leaf.lo = view.cells.read(cell);
    leaf.hi = view.cells.read(cell + 1);
    if (!isShadowPresentPte(layout, leaf)) return -1;
    permissions &= hardwarePermissions(layout, leaf);
    if (at === 1 || isLargePte(layout, leaf)) return permissions;
    frame = spteToPfn(layout, leaf) - FRAME_PFN_BASE;
    if (frame < 0 || frame >= view.map.shape.frames) return -1;
    if (at > level) continue;
    const common = inCommon(view, layout, { frame, leaf });
    return common < 0 ? -1 : permissions & common;
  }
  return -1;
}

const small = new MutableWord64();

/** What all entries of a lowest table allow; -1 if one of them is empty. `leaf`: the bits they share. */
function inCommon(
  view: StateView,
  layout: SpteLayout,
  { frame, leaf }: { frame: number; leaf: MutableWord64 },
): number {
  let permissions: number = PERMISSION.ALL;
  for (let index = 0; index < PT_ENTRIES; index++) {
    const cell = spteCell(view.map, { frame, index });
    small.lo = view.cells.read(cell);
    small.hi = view.cells.read(cell + 1);
    if (!isShadowPresentPte(layout, small)) return -1;
    permissions &= hardwarePermissions(layout, small);
    if (index === 0) leaf.copy(small);
    else {
      leaf.lo = (leaf.lo & small.lo) >>> 0;
      leaf.hi = (leaf.hi & small.hi) >>> 0;
    }
  }
  return permissions;
}

/** INCOHERENCE bits of one TLB slot; 0 for an empty or a coherent one. `leaf` is scratch. */
export function tlbIncoherence(
  view: StateView,
  layout: SpteLayout,
  at: TlbSlot & { readonly leaf: MutableWord64 },
): number {
  const cell = tlbCell(view, at);
  const flags = view.cells.read(cell);
  if ((flags & TLB_FLAGS.VALID) === 0) return 0;
  const level = (flags >>> TLB_FLAGS.LEVEL_SHIFT) & 7;
  const gfn = view.cells.read(cell + 1);
  const root = view.cells.read(cell + 3) - 1;
  const permissions = walkMemory(view, layout, { gfn, level, root, leaf: at.leaf });
  if (permissions < 0) return INCOHERENCE.ABSENT;
  let bits = flags & PERMISSION.ALL & ~permissions;
  const cachedD = (flags & TLB_FLAGS.D) !== 0 && (flags & TLB_FLAGS.AD) !== 0;
  if (cachedD && !hasAny(at.leaf, layout.masks.dirty)) bits |= INCOHERENCE.D;
  const pfn = spteToPfn(layout, at.leaf);
  const inLarge = isLargePte(layout, at.leaf) ? gfn % PT_ENTRIES : 0;
  if (pfn + inLarge !== view.cells.read(cell + 2)) bits |= INCOHERENCE.WRONG_PFN;
  return bits;
}

/** Is any TLB entry of any vCPU incoherent? Allocates nothing; `leaf` is scratch. */
export function anyIncoherence(view: StateView, layout: SpteLayout, leaf: MutableWord64): boolean {
  const { vcpus, tlbEntries } = view.map.shape;
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    for (let slot = 0; slot < tlbEntries; slot++) {
      if (tlbIncoherence(view, layout, { vcpu, slot, leaf }) !== 0) return true;
    }
  }
  return false;
}

export interface Incoherence {
  readonly vcpu: number;
  readonly gfn: number;
  readonly level: number;
  /** Permissions the TLB has and the SPTE has not. */
  readonly excess: readonly ('R' | 'W' | 'X')[];
  /** The TLB remembers D=1 and the SPTE has D=0: stores won't be noticed. */
  readonly dirtyCached: boolean;
  readonly wrongPfn: boolean;
  /** Nothing is mapped there any more. */
  readonly absent: boolean;
}

/** All incoherent TLB entries, by vCPU and gfn. */
export function readCoherence(view: StateView, layout: SpteLayout): readonly Incoherence[] {
  const leaf = new MutableWord64();
  const found: Incoherence[] = [];
  for (let vcpu = 0; vcpu < view.map.shape.vcpus; vcpu++) {
    for (let slot = 0; slot < view.map.shape.tlbEntries; slot++) {
      const bits = tlbIncoherence(view, layout, { vcpu, slot, leaf });
      if (bits === 0) continue;
      const cell = tlbCell(view, { vcpu, slot });
      const level = (view.cells.read(cell) >>> TLB_FLAGS.LEVEL_SHIFT) & 7;
      const letters = ['R', 'W', 'X'] as const;
      found.push({
        vcpu,
        gfn: view.cells.read(cell + 1),
        level,
        excess: letters.filter((letter) => (bits & INCOHERENCE[letter]) !== 0),
        dirtyCached: (bits & INCOHERENCE.D) !== 0,
        wrongPfn: (bits & INCOHERENCE.WRONG_PFN) !== 0,
        absent: (bits & INCOHERENCE.ABSENT) !== 0,
      });
    }
  }
  return found;
}
