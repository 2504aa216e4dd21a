/** The flags of a kernel profile, as a column may override them, and which layouts a kernel goes with. */
import type { KernelVersion } from '../engine/layout/spte-layout.ts';
import type { KernelProfile } from '../engine/profiles/profile.ts';

export type ProfileFlag = Exclude<keyof KernelProfile, 'id' | 'title'>;

/** Every flag with every value it can have: a new one in a profile does not compile without. */
const FLAG_VALUES: {
  readonly [Flag in ProfileFlag]: Readonly<Record<KernelProfile[Flag], true>>;
} = {
  tdpWrite: { plain: true, xchg: true },
};

export const FLAG_NAMES = Object.keys(FLAG_VALUES) as readonly ProfileFlag[];

export function isFlag(name: string): name is ProfileFlag {
  return Object.hasOwn(FLAG_VALUES, name);
}

export function flagValues(flag: ProfileFlag): readonly string[] {
  return Object.keys(FLAG_VALUES[flag]);
}

/**
 * Kernels whose SPTEs a profile can work on. The rules about bits (which ones are volatile, say) are
 * the layout's, those about paths the profile's; both must come from about the same kernel.
 */
const LAYOUT_KERNELS: ReadonlyMap<string, readonly KernelVersion[]> = new Map<
  string,
  readonly KernelVersion[]
>([
  ['v5.18pre', ['v5.18pre']],
  ['v5.18', ['v5.19']],
]);

export function layoutKernelsOf(profileId: string): readonly KernelVersion[] {
  return LAYOUT_KERNELS.get(profileId) ?? [];
}
