/** The tables as a walk sees them: from a root down, by the nine bits of the gfn per level. */
import type { Word64 } from '../../base/word64.ts';
import { isShadowPresentLeaf, spteToPfn } from '../../engine/layout/predicates.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import {
  gfnsPerEntry,
  readFrame,
  readSpte,
  readVcpu,
  spteIndex,
  type StateView,
} from '../../engine/state/readers.ts';
import { FRAME_PFN_BASE } from '../../engine/state/shape.ts';
import { tableEntries } from '../mirror/table-entries.ts';
import type { SptePlace } from './changes.ts';
import type { SpteSelection } from './picture-input.ts';

export const ROOT_LEVEL = 4;
/** Bits of a gfn that select an entry at one level. */
export const INDEX_BITS = 9;

export interface WalkStep extends SptePlace {
  readonly level: number;
  /** First gfn that the entry covers. */
  readonly gfn: number;
  readonly spte: Word64;
  readonly kind: SpteKind;
  readonly isLeaf: boolean;
}

/** The frame a non-leaf SPTE leads to, if it is one of the pool. */
export function childFrame(view: StateView, layout: SpteLayout, spte: Word64): number | null {
  const frame = spteToPfn(layout, spte) - FRAME_PFN_BASE;
  return frame >= 0 && frame < view.map.shape.frames ? frame : null;
}

/** The root the vCPUs walk from: the first vCPU's, they rarely differ. */
export function currentRoot(view: StateView): number | null {
  for (let vcpu = 0; vcpu < view.map.shape.vcpus; vcpu++) {
    const { root } = readVcpu(view, vcpu);
    if (root >= 0) return root;
  }
  for (let frame = 0; frame < view.map.shape.frames; frame++) {
    const { level, life } = readFrame(view, frame);
    if (life === 'linked' && level === ROOT_LEVEL) return frame;
  }
  return null;
}

/** The entries a walk for a gfn goes through, from the root to where it ends. */
export function walkTo(view: StateView, layout: SpteLayout, gfn: number): WalkStep[] {
  const steps: WalkStep[] = [];
  let frame = currentRoot(view);
  for (let level = ROOT_LEVEL; level >= 1 && frame !== null; level--) {
    const index = spteIndex({ gfn, level });
    const spte = readSpte(view, { frame, index });
    const kind = spteKind(layout, spte, level);
    const first = Math.floor(gfn / gfnsPerEntry(level)) * gfnsPerEntry(level);
    const isLeaf = isShadowPresentLeaf(layout, spte, level);
    steps.push({ frame, index, level, gfn: first, spte, kind, isLeaf });
    frame = kind === 'nonleaf' ? childFrame(view, layout, spte) : null;
  }
  return steps;
}

export interface SelectedSpte {
  /** The walk towards it; its last step is the SPTE, when it was found. */
  readonly path: readonly WalkStep[];
  /** The SPTE, or the large page that maps its gfn; null when the walk ends before its level. */
  readonly found: WalkStep | null;
}

export function findSelected(
  view: StateView,
  layout: SpteLayout,
  selection: SpteSelection,
): SelectedSpte {
  const path = walkTo(view, layout, selection.gfn).filter(({ level }) => level >= selection.level);
  const last = path.at(-1);
  const isThere = last?.level === selection.level || last?.isLeaf === true;
  return { path, found: isThere ? last : null };
}

/** Frames that a walk from some root can still reach. */
export function reachableFrames(view: StateView, layout: SpteLayout): ReadonlySet<number> {
  const reached = new Set<number>();
  const visit = (frame: number, level: number): void => {
    if (reached.has(frame)) return;
    reached.add(frame);
    if (level <= 1) return;
    for (const child of childrenOf(view, layout, { frame, level })) visit(child.frame, level - 1);
  };
  for (const root of rootFrames(view)) visit(root, ROOT_LEVEL);
  return reached;
}

function rootFrames(view: StateView): Set<number> {
  const { frames, vcpus } = view.map.shape;
  const roots = new Set<number>();
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    const { root } = readVcpu(view, vcpu);
    if (root >= 0) roots.add(root);
  }
  for (let frame = 0; frame < frames; frame++) {
    const { level, life } = readFrame(view, frame);
    if (life === 'linked' && level === ROOT_LEVEL) roots.add(frame);
  }
  return roots;
}

export interface ChildLink {
  readonly index: number;
  readonly frame: number;
}

/** The tables that a frame's non-leaf entries lead to, in order of their entries. */
export function childrenOf(
  view: StateView,
  layout: SpteLayout,
  { frame, level }: { frame: number; level: number },
): ChildLink[] {
  const links: ChildLink[] = [];
  for (const { index, kind, spte } of tableEntries(view, { layout, frame, level })) {
    if (kind !== 'nonleaf') continue;
    const child = childFrame(view, layout, spte);
    if (child !== null) links.push({ index, frame: child });
  }
  return links;
}
