/** The layouts there are, by name, and the one for a kernel and a CPU. */
import { present } from '../../base/assert.ts';
import { buildLayout } from './build-layout.ts';
import { KERNEL_FORMATS } from './kernel-format.ts';
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

export const LAYOUTS: readonly SpteLayout[] = KERNEL_FORMATS.map((format) =>
  buildLayout(format, EPT_AD_46),
);

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
