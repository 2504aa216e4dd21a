/** All properties, in the order they are reported. */
import type { Detector, PropertyId } from './detector.ts';
import { P1_EARLY } from './p1-early.ts';
import { P1_NO_LOST_DIRTY } from './p1-no-lost-dirty.ts';
import { P10_WRITABLE_INVARIANTS } from './p10-writable-invariants.ts';
import { P11_TLB_FILL } from './p11-tlb-fill.ts';
import { P12_WRITE_DISCIPLINE } from './p12-write-discipline.ts';
import { P13_RCU_PROTECTION } from './p13-rcu-protection.ts';
import { P14_FLUSH_BEFORE_UNLOCK } from './p14-flush-before-unlock.ts';
import { P15_PROGRESS } from './p15-progress.ts';
import { P2_WRITE_TRACK } from './p2-write-track.ts';
import { P3_NO_USE_AFTER_FREE } from './p3-no-use-after-free.ts';
import { P4_NO_STALE_WALK } from './p4-no-stale-walk.ts';
import { P5_FROZEN_OWNERSHIP } from './p5-frozen-ownership.ts';
import { P6_EXTERNAL } from './p6-external.ts';
import { P7_PFN_IMMUTABLE } from './p7-pfn-immutable.ts';
import { P8_PFN_DIRTY } from './p8-pfn-dirty.ts';
import { P9_NOTIFIER } from './p9-notifier.ts';

export const DETECTORS: readonly Detector[] = [
  P8_PFN_DIRTY,
  P10_WRITABLE_INVARIANTS,
  P11_TLB_FILL,
  P12_WRITE_DISCIPLINE,
  P2_WRITE_TRACK,
  P1_NO_LOST_DIRTY,
  P1_EARLY,
  P3_NO_USE_AFTER_FREE,
  P4_NO_STALE_WALK,
  P5_FROZEN_OWNERSHIP,
  P9_NOTIFIER,
  P13_RCU_PROTECTION,
  P14_FLUSH_BEFORE_UNLOCK,
  P15_PROGRESS,
  P7_PFN_IMMUTABLE,
  P6_EXTERNAL,
];

export const PROPERTY_IDS: readonly PropertyId[] = DETECTORS.map((detector) => detector.id);
