/** The layouts there are, by name, and the one for a kernel and a CPU. */
import { present } from '../../base/assert.ts';
import { buildLayout } from './build-layout.ts';
import type { KernelFormat } from './kernel-format.ts';
import { KERNEL_FORMATS } from './kernel-formats.ts';
import type { KernelVersion, LayoutConfig, SpteLayout } from './spte-layout.ts';

/** An Intel server of the mid-2010s: the CPU the scenarios run on unless they say otherwise. */
export const EPT_AD_46: LayoutConfig = {
  vendor: 'ept',
  maxphyaddr: 46,
  l1tf: true,
  execOnly: true,
  adBits: true,
  pml: false,
};

/** The same server, with KVM told to leave the A/D bits alone (eptad=0), or before it had any. */
export const EPT_NOAD_46: LayoutConfig = { ...EPT_AD_46, adBits: false };

/** The same server with page-modification logging. */
export const EPT_AD_PML_46: LayoutConfig = { ...EPT_AD_46, pml: true };

/** An AMD server. */
export const NPT_48: LayoutConfig = {
  vendor: 'npt',
  maxphyaddr: 48,
  l1tf: false,
  execOnly: false,
  adBits: true,
  pml: false,
};

const CPUS = [EPT_AD_46, EPT_NOAD_46, EPT_AD_PML_46, NPT_48];

export const LAYOUTS: readonly SpteLayout[] = KERNEL_FORMATS.flatMap((format) =>
  CPUS.filter((cpu) => knowsPml(format) || !cpu.pml).map((cpu) => buildLayout(format, cpu)),
);

/** Before there was a type of SPTE for it, page-modification logging made no difference to SPTEs. */
function knowsPml({ adTypes }: KernelFormat): boolean {
  return adTypes.wrprotOnly !== 0;
}

export function findLayout(id: string): SpteLayout | undefined {
  return LAYOUTS.find((layout) => layout.id === id);
}

/** For code that names a layout; user input goes through `findLayout`. */
export function layoutOf(id: string): SpteLayout {
  return present(findLayout(id), `there is a layout ${id}`);
}

/** The layout of a kernel on any CPU; undefined when the kernel, or that vendor in it, isn't modelled. */
export function layoutFor(kernel: KernelVersion, config: LayoutConfig): SpteLayout | undefined {
  const format = KERNEL_FORMATS.find((candidate) => candidate.kernel === kernel);
  if (format?.fields[config.vendor] === undefined) return undefined;
  return buildLayout(format, config);
}
