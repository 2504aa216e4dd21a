/** Operations about write protection, each on one gfn; start-tracking.ts begins them. */

/**
 * track_page, track_shadowed: KVM begins to shadow a guest page table in the page, of an upper level
 * or of the last one (TDP MMU). wrprot_pass: a dirty-logging pass clears W and flushes after unlocking.
 * td_remove: a private page of a TDX guest is taken back.
 * rmap_*: the same as the first ones, and the rewriting of an SPTE with the value it has, in the shadow MMU.
 */
export const TRACKING_OPERATIONS = [
  'track_page',
  'track_shadowed',
  'wrprot_pass',
  'rmap_wrprot',
  'rmap_track',
  'rmap_refresh',
  'td_remove',
] as const;

export type TrackingKind = (typeof TRACKING_OPERATIONS)[number];

/** Operations that make guest pages write-tracked. */
const TRACKERS: ReadonlySet<string> = new Set(['track_page', 'track_shadowed', 'rmap_track']);

export function isTracker({ kind }: { readonly kind: string }): boolean {
  return TRACKERS.has(kind);
}

/** Does the operation concern a single gfn, and no range? */
export function isOneGfn(kind: string): boolean {
  return kind !== 'wrprot_pass' && TRACKING_OPERATIONS.some((candidate) => candidate === kind);
}
