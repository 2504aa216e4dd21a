/** A leaf of the trace as a scenario writes it: its state, and the bits that differ from the usual. */
import { hasAny, isZero } from '../base/word64.ts';
import { isExecutablePte } from '../engine/layout/predicates.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { StartingLeaf } from './initial-leafs.ts';

export function leafText(layout: SpteLayout, { kind, spte }: StartingLeaf): string {
  if (kind === 'mmio') return 'MMIO';
  if (kind === 'AT') return 'AT';
  const { accessed, dirty } = layout.masks;
  const bits: string[] = [];
  if (!isZero(accessed) && !hasAny(spte, accessed)) bits.push('A=0');
  if (kind !== 'WC' && kind !== 'WD' && !isZero(dirty) && hasAny(spte, dirty)) bits.push('D=1');
  if (!isExecutablePte(layout, spte)) bits.push('X=0');
  return [kind, ...bits].join(' ');
}
