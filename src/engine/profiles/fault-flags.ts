/**
 * Flags about page faults, fast and slow, with their values per kernel: one table, so that a profile
 * takes a row of it. The rules that ask for them are in `layout/fast-pf-spte.ts` and
 * `layout/map-target-level.ts`.
 */
import type { FastPageFaultFlags } from '../layout/fast-pf-spte.ts';
import type { MapTargetFlags } from '../layout/map-target-level.ts';

export interface FaultFlags extends FastPageFaultFlags, MapTargetFlags {}

const V5_18: FaultFlags = {
  fastPfEligible: 'presentWriteOrNoAd',
  fastPfRestores: 'withoutAd',
  fastPfLarge: 'unlessLogged',
  fastPfFix: 'whatAllows',
  mapOverAllowed: 'remakes',
  mapLeafFlush: 'never',
  wrprotFault: 'emulate',
};

const V4_15: FaultFlags = {
  ...V5_18,
  fastPfEligible: 'anyWhenTracking',
  fastPfRestores: 'all',
  fastPfLarge: 'never',
};

/** Flags by kernel; a kernel between two of these has those of the older one. */
export const FAULT_FLAGS = {
  'v4.11': { ...V4_15, fastPfFix: 'whatItCan' },
  // v5.15 does the same.
  'v4.15': V4_15,
  'v5.18': V5_18,
  'v6.12': { ...V5_18, wrprotFault: 'writeProtected' },
  'v6.13': {
    ...V5_18,
    wrprotFault: 'writeProtected',
    mapOverAllowed: 'spurious',
    mapLeafFlush: 'ifMmuWritableLost',
  },
} as const satisfies Record<string, FaultFlags>;
