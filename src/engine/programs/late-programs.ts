/**
 * Programs that the core calls and does not load: only scenarios that need them bring them along. By
 * their numbers, which never change; late-programs.test.ts holds them.
 */
import { programEntry } from './program.ts';

/** tdp_mmu_zap_spte_atomic(), for a large page that is in a fault's way. */
export const ZAP_SPTE_ATOMIC_ENTRY = programEntry(29);
/** A fault of a TDX guest. */
export const MIRROR_MAP_ENTRY = programEntry(47);
