/** Defects of real kernels that show in a trace as a change which is legal, and wrong. */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { SpteKind } from '../../engine/layout/spte-kind.ts';

export interface KnownDefect {
  readonly id: string;
  /** What ended it, and the release that was first without. */
  readonly commit: string;
  readonly fixedIn: string;
  readonly title: string;
  /** Shipped scenarios that tell it. */
  readonly scenarios: readonly string[];
  /** The transition, and between which states, that shows it. */
  readonly transition: string;
  readonly from: SpteKind;
  readonly to: SpteKind;
}

const LOST_DIRTY = {
  commit: 'cc7ed3358e41',
  fixedIn: 'v6.13',
  scenarios: ['second-fault-clears-dirty', 'mirror-two-faults', 'mirror-two-faults-reenter'],
} as const;

export const KNOWN_DEFECTS: readonly KnownDefect[] = [
  {
    ...LOST_DIRTY,
    id: 'second-fault-clears-dirty',
    title:
      'The loser of two racing vCPUs makes the writable, dirty leaf anew without Dirty: make_spte() takes the old W for its own work.',
    transition: 'remap_clean',
    from: 'WD',
    to: 'WC',
  },
  {
    ...LOST_DIRTY,
    id: 'mmio-mark-taken-for-writable',
    title:
      'A fault maps memory where an MMIO SPTE was, without Dirty: make_spte() takes a bit of the MMIO value for W.',
    scenarios: ['second-fault-clears-dirty'],
    transition: 'map_over_mmio_clean',
    from: 'mmio',
    to: 'WC',
  },
  {
    id: 'restricted-without-flush',
    commit: '1a175082b190',
    fixedIn: 'v6.13',
    title: 'A fault takes W or MMU-writable from a leaf that a TLB may hold, and nothing flushes.',
    scenarios: [],
    transition: 'remap_restricted',
    from: 'WD',
    to: 'WT',
  },
  {
    id: 'prefetch-over-mapping',
    commit: '386d69f9f29b',
    fixedIn: 'v6.13',
    title: 'A prefetch makes a good leaf anew, and its Accessed is lost.',
    scenarios: [],
    transition: 'prefetch_over',
    from: 'WD',
    to: 'WD',
  },
];

/** The defect that a change shows, if it does. */
export function knownDefect(
  change: { readonly transition: string; readonly from: SpteKind; readonly to: SpteKind },
  { rules }: SpteLayout,
): KnownDefect | undefined {
  if (rules.dirtyWithWrite) return undefined; // v6.13 and later are without all of them
  return KNOWN_DEFECTS.find(
    ({ from, to, transition }) =>
      transition === change.transition && from === change.from && to === change.to,
  );
}
