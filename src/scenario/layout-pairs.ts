/**
 * Which layout goes with a kernel profile. A layout has the bits of a kernel and its rules about them; a
 * profile has what the kernel does. There are layouts of the kernels that we have vectors of; a profile
 * of another kernel goes with the nearest of those in which the bits its programs use mean the same, and
 * says which rules about them its kernel has otherwise.
 */
import type { KernelVersion, SpteLayout, SpteRules } from '../engine/layout/spte-layout.ts';

interface LayoutPair {
  readonly kernel: KernelVersion;
  /** Rules that the kernel of the profile has otherwise than that of the layout. */
  readonly rules?: Partial<SpteRules>;
}

const LAYOUT_PAIRS: ReadonlyMap<string, LayoutPair> = new Map<string, LayoutPair>([
  // The same bits, but that v4.11 has bit 62 in tracked SPTEs only, and v4.15 in all without A/D bits.
  ['v4.11', { kernel: 'v4.15' }],
  // Host- and MMU-writable are bits 10 and 11 there, an SPTE is present that is not empty, MMIO or
  // removed, and 1 << 59 (v5.12) is the removed value: other bits for the same questions, whose answers
  // are the same. W was let through unchecked only for callers that the TDP MMU is none of.
  ['v5.11', { kernel: 'v5.18pre', rules: { makeSpteShortcut: 'never' } }],
  ['v5.12', { kernel: 'v5.18pre', rules: { makeSpteShortcut: 'never' } }],
  // The same bits and rules.
  ['v5.17', { kernel: 'v5.18pre' }],
  ['v5.18pre', { kernel: 'v5.18pre' }],
  ['v5.18', { kernel: 'v5.19' }],
  ['v6.0', { kernel: 'v5.19' }],
  // Empty is zero, and #VE nobody's concern, up to v6.9; the shortcut is for last-level SPTEs from v6.1.
  ['v6.4', { kernel: 'v5.19', rules: { makeSpteShortcut: 'last-level-old-value' } }],
  ['v6.12', { kernel: 'v6.12' }],
  // The series of v6.13 is in the layout of v6.17; what is volatile is decided as before until v6.15.
  ['v6.13', { kernel: 'v6.17', rules: { volatile: 'v5.18' } }],
  ['v6.15', { kernel: 'v6.17' }],
  ['v7.2', { kernel: 'v7.2' }],
]);

/** The kernel whose layouts a profile goes with; undefined for a profile there is not. */
export function layoutKernelOf(profileId: string): KernelVersion | undefined {
  return LAYOUT_PAIRS.get(profileId)?.kernel;
}

/** The layout with the rules of the profile's kernel. */
export function layoutForProfile(layout: SpteLayout, profileId: string): SpteLayout {
  const rules = LAYOUT_PAIRS.get(profileId)?.rules;
  return rules === undefined ? layout : { ...layout, rules: { ...layout.rules, ...rules } };
}
