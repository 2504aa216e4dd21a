/** All properties, in the order they are reported. */
import type { Detector, PropertyId } from './detector.ts';
import { P10_WRITABLE_INVARIANTS } from './p10-writable-invariants.ts';
import { P11_TLB_FILL } from './p11-tlb-fill.ts';
import { P12_WRITE_DISCIPLINE } from './p12-write-discipline.ts';
import { P8_PFN_DIRTY } from './p8-pfn-dirty.ts';

export const DETECTORS: readonly Detector[] = [
  P8_PFN_DIRTY,
  P10_WRITABLE_INVARIANTS,
  P11_TLB_FILL,
  P12_WRITE_DISCIPLINE,
];

export const PROPERTY_IDS: readonly PropertyId[] = DETECTORS.map((detector) => detector.id);
