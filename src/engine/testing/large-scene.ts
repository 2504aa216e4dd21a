/** What tests of large pages have in common: scenes on a kernel, and what they look at. */
import { hasAny, type Word64 } from '../../base/word64.ts';
import { isShadowPresentLeaf, spteToPfn } from '../layout/predicates.ts';
import { layoutOf } from '../layout/registry.ts';
import { Machine } from '../machine.ts';
import { profileNamed } from '../profiles/profile.ts';
import { FRAME_PFN_BASE } from '../state/shape.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import { exploreAll, verdictOf } from './explore-all.ts';
import { LARGE_SLOT, sceneConfig, type Driver, type Scene } from './scene.ts';

const FLAGS = TLB_FLAGS.R | TLB_FLAGS.W | TLB_FLAGS.X | TLB_FLAGS.D;

/** vCPU 0 may write to the large page by its TLB. */
export const CACHED = [
  { vcpu: 0, gfn: LARGE_SLOT.gfn, pfn: LARGE_SLOT.pfn, level: 2, flags: FLAGS },
] as const;

export type Kernel = 'v5.18' | 'v6.12' | 'v6.15';
const LAYOUT_OF = { 'v5.18': 'v5.19', 'v6.12': 'v6.12', 'v6.15': 'v6.17' } as const;

export function onKernel(kernel: Kernel, { pml = false, ...scene }: Scene): Scene {
  const layout = layoutOf(`${LAYOUT_OF[kernel]}/${pml ? 'ept-ad-pml-46' : 'ept-ad-46'}`);
  const profile = profileNamed(kernel);
  if (profile === undefined) throw new Error(`no profile ${kernel}`);
  return { ...scene, layout, profile: { ...profile, ...scene.flags } };
}

/** Of the steps of somebody who finishes, those of one program. */
export function stepsIn(steps: readonly string[], program: string): string[] {
  const own = steps.filter((step) => step.startsWith(`${program}/`));
  return own.map((step) => step.slice(program.length + 1));
}

/** The table that has taken the large page's place. */
export function smallTable(d: Driver): number {
  return spteToPfn(d.machine.config.layout, d.largeSpte()) - FRAME_PFN_BASE;
}

export function isLarge(d: Driver): boolean {
  return isShadowPresentLeaf(d.machine.config.layout, d.largeSpte(), 2);
}

/** W, A and D of an SPTE: `W-D`. */
export function bits(d: Driver, spte: Word64): string {
  const { writable, accessed, dirty } = d.machine.config.layout.masks;
  const letter = (name: string, mask: Word64): string => (hasAny(spte, mask) ? name : '-');
  return `${letter('W', writable)}${letter('A', accessed)}${letter('D', dirty)}`;
}

/** The properties that some run of a scene violates, and in how many runs. */
export function verdictsOf(scene: Scene): Record<string, string> {
  const { properties } = exploreAll(new Machine(sceneConfig(scene)));
  const all = Object.entries(properties).map(([id, runs]) => [id, verdictOf(runs)] as const);
  return Object.fromEntries(all.filter(([, verdict]) => verdict !== 'never'));
}
