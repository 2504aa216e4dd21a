import { describe, expect, it } from 'vitest';
import { MutableWord64, ZERO64, hex64, word64Of } from '../../base/word64.ts';
import { RULE_FLAGS } from '../profiles/rule-flags.ts';
import {
  FAST_PF_FIX,
  FAST_PF_INVALID,
  FAST_PF_MARK_DIRTY,
  FAST_PF_SPURIOUS,
  fastPfSpte,
  faultCanBeFast,
  type FastPageFaultRequest,
} from './fast-pf-spte.ts';
import type { MakeSpteRequest } from './make-spte.ts';
import {
  MAP_BUG,
  MAP_EMULATE,
  MAP_FLUSH,
  MAP_MARK_DIRTY,
  MAP_SET,
  MAP_SPURIOUS,
  MAP_WRITE_PROTECTED,
  mapTargetLevel,
  mapTargetWarnings,
  type MapTargetRequest,
} from './map-target-level.ts';
import type { FaultAccess } from './predicates.ts';
import { layoutOf } from './registry.ts';
import type { KernelVersion } from './spte-layout.ts';
import { makeRequest } from './testing/make-request.ts';

/** 4K leaf, pfn 0x1234, RWX, write-back, PAT ignored, A, D, host- and MMU-writable. */
const DIRTY_LEAF = 0x8600_0000_0123_4b77n;
const W = 0x2n;
const D = 0x200n;
const MMU_WRITABLE = 1n << 58n;
const EMPTY = 1n << 63n;
/** A/D disabled, R and X saved, no permission left. */
const TRACKED = 0x8750_0000_0123_4870n;

function hexOf(value: bigint): string {
  return hex64(word64Of(value));
}

function fastPf(
  kernel: KernelVersion,
  cpu: string,
  change: Partial<FastPageFaultRequest> & { readonly spte: FastPageFaultRequest['spte'] },
): { canBeFast: boolean; result: number; spte: string } {
  const layout = layoutOf(`${kernel}/${cpu}`);
  const request: FastPageFaultRequest = {
    level: 1,
    access: 'write',
    present: true,
    rsvd: false,
    slotDirty: false,
    ...change,
  };
  const out = new MutableWord64();
  const result = fastPfSpte(layout, RULE_FLAGS[kernel], request, out);
  const canBeFast = faultCanBeFast(layout, RULE_FLAGS[kernel], request);
  return { canBeFast, result, spte: hex64(out) };
}

describe('the fast page fault', () => {
  it('[SPTE-39] gives W back to an MMU-writable leaf, leaves D, and has the gfn marked', () => {
    expect(fastPf('v6.12', 'ept-ad-46', { spte: word64Of(DIRTY_LEAF & ~(W | D)) })).toEqual({
      canBeFast: true,
      result: FAST_PF_FIX + FAST_PF_MARK_DIRTY,
      spte: hexOf(DIRTY_LEAF & ~D),
    });
  });

  it.each([
    { what: 'allowed by now', spte: DIRTY_LEAF, result: FAST_PF_SPURIOUS },
    { what: 'not MMU-writable', spte: DIRTY_LEAF & ~(W | MMU_WRITABLE), result: FAST_PF_INVALID },
    { what: 'empty', spte: EMPTY, result: FAST_PF_INVALID },
    { what: 'a table', spte: 0x8000_0000_0005_5907n, level: 2, result: FAST_PF_INVALID },
  ])('[SPTE-39] $what: no new value', ({ level = 1, result, spte }) => {
    const outcome = fastPf('v6.12', 'ept-ad-46', { spte: word64Of(spte), level });
    expect(outcome).toMatchObject({ result, spte: hexOf(spte) });
  });

  it('[SPTE-39] a large page gets W back only if writes to it are not logged', () => {
    const spte = word64Of(0x8600_0000_0120_0bf5n);
    const request = { spte, level: 2 };
    const fixed = FAST_PF_FIX + FAST_PF_MARK_DIRTY;
    expect(fastPf('v6.12', 'ept-ad-46', request).result).toBe(fixed);
    const logged = { ...request, slotDirty: true };
    expect(fastPf('v6.12', 'ept-ad-46', logged)).toMatchObject({
      result: FAST_PF_INVALID,
      spte: hex64(spte),
    });
    expect(fastPf('v4.15', 'ept-ad-46', { spte: word64Of(0x120_0ff5n), level: 2 }).result).toBe(
      FAST_PF_INVALID,
    );
  });

  it.each([
    { kernel: 'v6.12', access: 'read', spte: '0x8610000001234875', marks: 0 },
    { kernel: 'v6.17', access: 'read', spte: '0x8610000001234975', marks: 0 },
    { kernel: 'v6.12', access: 'write', spte: '0x8610000001234877', marks: FAST_PF_MARK_DIRTY },
  ] as const)('[SPTE-39] $kernel undoes access tracking: $access', (expected) => {
    const { access, kernel, marks, spte } = expected;
    const request = { spte: word64Of(TRACKED), access, present: false };
    expect(fastPf(kernel, 'ept-noad-46', request)).toEqual({
      canBeFast: true,
      result: FAST_PF_FIX + marks,
      spte,
    });
  });

  it.each([
    { cpu: 'ept-ad-46', present: true, access: 'write', old: true, now: true },
    { cpu: 'ept-ad-46', present: true, access: 'exec', old: false, now: false },
    { cpu: 'ept-ad-46', present: true, access: 'read', old: true, now: false },
    { cpu: 'ept-ad-46', present: false, access: 'write', old: true, now: false },
    { cpu: 'ept-noad-46', present: false, access: 'read', old: true, now: true },
    { cpu: 'npt-48', present: false, access: 'read', old: false, now: false },
  ] as const)('[SPTE-39] tried at all: $cpu, present $present, $access', (expected) => {
    const { access, cpu, now, old, present } = expected;
    const request = { spte: ZERO64, access, present };
    expect(fastPf('v4.15', cpu, request).canBeFast).toBe(old);
    expect(fastPf('v6.12', cpu, request).canBeFast).toBe(now);
    expect(fastPf('v4.15', cpu, { ...request, rsvd: true }).canBeFast).toBe(false);
    expect(fastPf('v6.12', cpu, { ...request, rsvd: true }).canBeFast).toBe(false);
  });
});

interface MapCase {
  readonly make?: Partial<MakeSpteRequest>;
  readonly access?: FaultAccess;
  readonly hasSlot?: boolean;
}

function mapped(kernel: KernelVersion, { access = 'write', hasSlot = true, make = {} }: MapCase) {
  const layout = layoutOf(`${kernel}/ept-ad-46`);
  const request: MapTargetRequest = {
    make: makeRequest(layout, make),
    mmio: { gfn: 0x405, access: 7, generation: 6 },
    hasSlot,
    access,
  };
  const out = new MutableWord64();
  const result = mapTargetLevel(layout, RULE_FLAGS[kernel], request, out);
  return { result, spte: hex64(out) };
}

describe('the end of a slow page fault', () => {
  it('[SPTE-40] maps an empty entry, and marks it dirty before the compare-exchange', () => {
    const fixed = { result: MAP_SET, spte: hexOf(DIRTY_LEAF) };
    expect(mapped('v6.12', {})).toEqual(fixed);
    expect(mapped('v6.12', { make: { slotDirty: true } })).toEqual({
      ...fixed,
      result: MAP_SET + MAP_MARK_DIRTY,
    });
  });

  it('[SPTE-40] v6.12 makes an allowed leaf anew, without Dirty; v6.17 leaves it alone', () => {
    const make = { oldSpte: word64Of(DIRTY_LEAF) };
    expect(mapped('v6.12', { make })).toEqual({ result: MAP_SET, spte: hexOf(DIRTY_LEAF & ~D) });
    expect(mapped('v6.17', { make })).toEqual({ result: MAP_SPURIOUS, spte: hexOf(DIRTY_LEAF) });
    const clean = { oldSpte: word64Of(DIRTY_LEAF & ~D) };
    expect(mapped('v6.12', { make: clean }).result).toBe(MAP_SPURIOUS);
  });

  it('[SPTE-40] a write to a tracked page is emulated, and named so since v6.12', () => {
    const make = { wrTracked: true };
    expect(mapped('v5.19', { make: { ...make, oldSpte: ZERO64 } }).result).toBe(
      MAP_SET + MAP_EMULATE,
    );
    expect(mapped('v6.12', { make }).result).toBe(MAP_SET + MAP_WRITE_PROTECTED);
    expect(mapped('v6.12', { make, access: 'read' }).result).toBe(MAP_SET);
    const again = { ...make, oldSpte: word64Of(DIRTY_LEAF & ~(W | D | MMU_WRITABLE)) };
    expect(mapped('v6.12', { make: again }).result).toBe(MAP_WRITE_PROTECTED);
  });

  it('[SPTE-40] without a memslot an MMIO SPTE is made, and the access emulated', () => {
    expect(mapped('v6.12', { hasSlot: false })).toEqual({
      result: MAP_SET + MAP_EMULATE,
      spte: '0x3e0000405036',
    });
  });

  it('[SPTE-40] a replaced table is flushed; a leaf that loses MMU-writable since v6.13', () => {
    const table = { level: 2, pfn: 0x1200, oldSpte: word64Of(0x8000_0000_0005_5907n) };
    expect(mapped('v6.12', { make: table }).result).toBe(MAP_SET + MAP_FLUSH);
    const denied = { wrTracked: true, oldSpte: word64Of(DIRTY_LEAF & ~W) };
    expect(mapped('v6.12', { make: denied }).result).toBe(MAP_SET + MAP_WRITE_PROTECTED);
    const { result } = mapped('v6.17', { make: denied });
    expect(mapTargetWarnings(result)).toBe(1);
    expect(result & (MAP_SET | MAP_FLUSH | MAP_WRITE_PROTECTED)).toBe(
      MAP_SET | MAP_FLUSH | MAP_WRITE_PROTECTED,
    );
  });

  it('[SPTE-22] [SPTE-40] another page in the place of a mapped one stops the kernel', () => {
    const make = { oldSpte: word64Of(DIRTY_LEAF + 0x1000n), access: 5 };
    expect(mapped('v6.12', { make, access: 'read' }).result).toBe(MAP_SET + MAP_BUG);
    expect(mapTargetWarnings(mapped('v6.17', { make, access: 'read' }).result)).toBe(1);
  });
});
