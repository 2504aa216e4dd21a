/**
 * Flags about write tracking, access tracking and mirrored page tables, with their values per kernel:
 * one table, so that a profile takes a row of it.
 */
import type { FlushRule } from '../layout/flush-rule.ts';

/**
 * When the ager, which takes the permissions away for want of an Accessed bit, finds out that the page
 * was written to: from the value it read before (as merged in f160c7b7bb32), or from the one that its
 * exchange brought back (TDP MMU of v5.18 to v6.3, by its common bookkeeping).
 */
export type TrackCapture = 'snapshot' | 'exchanged';

export interface TrackingFlags {
  /**
   * write_protect_gfn() in the TDP MMU. buggy: stops at an SPTE that has no W, and leaves
   * MMU-writable. fixed: 7c8a4742c4ab (v5.17). halfway, a what-if: takes MMU-writable, and forgets W.
   */
  readonly wpGfn: 'buggy' | 'fixed' | 'halfway';
  /** Which updates of the shadow MMU flush at once: 081976992f43 (v6.13). naive is a what-if. */
  readonly flushRule: FlushRule;
  /**
   * Aging without A bits. unmap: take the mapping away (before f160c7b7bb32, v4.11). Else mark the SPTE
   * for access tracking, with a plain store, with XCHG if it is volatile, or with one CMPXCHG.
   */
  readonly ageWithoutAd: 'unmap' | 'plain' | 'xchg' | 'cas';
  readonly trackCapture: TrackCapture;
  /** clear_flush_young, if a page was young: flushes before it unlocks, up to v6.12; never since. */
  readonly clearFlushYoung: 'flushes' | 'never';
  /**
   * set_external_spte_present(). before: KVM_BUG_ON at entry when the mirror entry is present. noBug: the
   * same without that check (what-if). seed2: as posted in October 2024, installs only what was not
   * present. mainline: check at entry, but faults that need nothing end before (v6.13).
   */
  readonly extRule: 'before' | 'noBug' | 'seed2' | 'mainline';
  /** Where a private fault goes that must be retried: round inside the handler, or back to the guest. */
  readonly extRetry: 'inside' | 'reenter';
}

const V5_18PRE: TrackingFlags = {
  wpGfn: 'fixed',
  flushRule: 'old',
  ageWithoutAd: 'plain',
  trackCapture: 'snapshot',
  clearFlushYoung: 'flushes',
  extRule: 'before',
  extRetry: 'reenter',
};

const V6_13: TrackingFlags = {
  ...V5_18PRE,
  ageWithoutAd: 'xchg',
  clearFlushYoung: 'never',
  flushRule: 'new',
  extRule: 'mainline',
};

/** Flags by kernel; a kernel between two of these has those of the older one. */
export const TRACKING_FLAGS = {
  'v4.11': { ...V5_18PRE, ageWithoutAd: 'xchg' },
  'v5.11': { ...V5_18PRE, wpGfn: 'buggy' },
  'v5.17': V5_18PRE,
  'v5.18': { ...V5_18PRE, ageWithoutAd: 'xchg', trackCapture: 'exchanged' },
  'v6.4': { ...V5_18PRE, ageWithoutAd: 'xchg' },
  'v6.13': V6_13,
  'v6.15': { ...V6_13, ageWithoutAd: 'cas', extRetry: 'inside' },
} as const satisfies Record<string, TrackingFlags>;
