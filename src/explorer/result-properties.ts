/**
 * Which properties are about what comes out, and which about the way there. A run that breaks one of
 * the latter (a plain store where a locked one is asked for, say) may end like a run that breaks none;
 * it is told of each property alone, and does not make an outcome another outcome.
 */
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { Detector, PropertyId } from '../engine/detectors/detector.ts';

const ABOUT_THE_WAY: readonly PropertyId[] = ['P1-early', 'P12', 'P13', 'P14'];

/** Bits of detectors. */
export const RESULT_PROPERTIES = DETECTORS.reduce(
  (bits, { id }, i) => (ABOUT_THE_WAY.includes(id) ? bits : bits | (1 << i)),
  0,
);

/** Those of a set of bits: what shows in the result first, then in the order they are reported. */
export function detectorsOf(bits: number): Detector[] {
  const among = (some: number): Detector[] => DETECTORS.filter((_, i) => (some & (1 << i)) !== 0);
  return [...among(bits & RESULT_PROPERTIES), ...among(bits & ~RESULT_PROPERTIES)];
}

/** The properties of a set of bits, in the order they are reported. */
export function propertiesOf(bits: number): PropertyId[] {
  return DETECTORS.filter((_, i) => (bits & (1 << i)) !== 0).map(({ id }) => id);
}
