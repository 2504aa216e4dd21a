/**
 * What a change did to the bits of a leaf that was and stays present, as one number: a bit of it for
 * each kind of change. Which bits those are is the layout's business. Allocates nothing.
 */
import { hasAny, type Word64 } from '../../base/word64.ts';
import { isAccessTrackSpte } from '../layout/predicates.ts';
import type { SpteLayout, SpteMasks } from '../layout/spte-layout.ts';

/** Kinds of change: `W+` is W set, `M-` is MMU-writable cleared, `H` is host-writable. */
export const DELTA = {
  'A+': 1,
  'A-': 2,
  'D+': 4,
  'D-': 8,
  'W+': 16,
  'W-': 32,
  'M+': 64,
  'M-': 128,
  'H+': 256,
  'H-': 512,
  /** R, X or the user bit, other than by access tracking. */
  perms: 1024,
  /** Permissions put aside for access tracking; W is lost with it. */
  track: 2048,
  /** Permissions given back, W among them or not. */
  restore: 4096,
  pfn: 8192,
  /** Anything else: memory type, A/D type, page size. */
  other: 16384,
} as const;

export type DeltaName = keyof typeof DELTA;

const DELTA_NAMES = Object.keys(DELTA) as readonly DeltaName[];

export function deltaMask(names: readonly DeltaName[]): number {
  return names.reduce((mask, name) => mask | DELTA[name], 0);
}

/** The kinds of change in a delta, in the order of the table. */
export function deltaNames(delta: number): readonly DeltaName[] {
  return DELTA_NAMES.filter((name) => (delta & DELTA[name]) !== 0);
}

/** Flags that are told apart by being set or cleared; the next kind of change is the clearing. */
const FLAGS: readonly { readonly mask: keyof SpteMasks; readonly set: number }[] = [
  { mask: 'accessed', set: DELTA['A+'] },
  { mask: 'dirty', set: DELTA['D+'] },
  { mask: 'writable', set: DELTA['W+'] },
  { mask: 'mmuWritable', set: DELTA['M+'] },
  { mask: 'hostWritable', set: DELTA['H+'] },
];

const PERMISSIONS: readonly (keyof SpteMasks)[] = ['readable', 'user', 'executable', 'noExecute'];

/** Bits that have a kind of change of their own, without those of access tracking. */
function namedLo({ accessed, dirty, mmuWritable, hostWritable, baseAddr }: SpteMasks): number {
  return accessed.lo | dirty.lo | mmuWritable.lo | hostWritable.lo | baseAddr.lo;
}

function namedHi({ accessed, dirty, mmuWritable, hostWritable, baseAddr }: SpteMasks): number {
  return accessed.hi | dirty.hi | mmuWritable.hi | hostWritable.hi | baseAddr.hi;
}

/** The change of a present leaf from `old` to `after`: DELTA bits, 0 if nothing changed. */
export function bitDelta(layout: SpteLayout, old: Word64, after: Word64): number {
  const { masks } = layout;
  const lo = old.lo ^ after.lo;
  const hi = old.hi ^ after.hi;
  let delta = (lo & masks.baseAddr.lo) !== 0 || (hi & masks.baseAddr.hi) !== 0 ? DELTA.pfn : 0;
  for (const { mask, set } of FLAGS) {
    const { lo: maskLo, hi: maskHi } = masks[mask];
    if ((lo & maskLo) === 0 && (hi & maskHi) === 0) continue;
    delta |= hasAny(after, masks[mask]) ? set : set << 1;
  }
  const restLo = lo & ~(namedLo(masks) | masks.writable.lo);
  const restHi = hi & ~(namedHi(masks) | masks.writable.hi);
  return delta | trackingDelta(layout, old, after) | restDelta(masks, restLo, restHi);
}

function trackingDelta(layout: SpteLayout, old: Word64, after: Word64): number {
  const was = isAccessTrackSpte(layout, old);
  if (was === isAccessTrackSpte(layout, after)) return 0;
  return was ? DELTA.restore : DELTA.track;
}

/** Permissions that changed, and what has no name. Saved bits change with access tracking only. */
function restDelta(masks: SpteMasks, lo: number, hi: number): number {
  let permsLo = 0;
  let permsHi = 0;
  for (const name of PERMISSIONS) {
    permsLo |= masks[name].lo;
    permsHi |= masks[name].hi;
  }
  const perms = (lo & permsLo) !== 0 || (hi & permsHi) !== 0 ? DELTA.perms : 0;
  const { savedBits } = masks;
  const otherLo = lo & ~(permsLo | savedBits.lo);
  const otherHi = hi & ~(permsHi | savedBits.hi);
  return otherLo !== 0 || otherHi !== 0 ? perms | DELTA.other : perms;
}
