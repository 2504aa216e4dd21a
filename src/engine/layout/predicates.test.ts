import { describe, expect, it } from 'vitest';
import { word64Of } from '../../base/word64.ts';
import {
  checkSpteWritableInvariants,
  isAccessAllowed,
  isAccessTrackSpte,
  isAccessedSpte,
  isDirtySpte,
  isFrozenSpte,
  isLastSpte,
  isMmioSpte,
  isMmuWritableSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  isWritablePte,
  samePfn,
  spteAdEnabled,
  spteToPfn,
} from './predicates.ts';
import { layoutOf } from './registry.ts';
import { isRsvdSpte } from './shadow-zero-check.ts';
import { spteHasVolatileBits, usesAtomicWrite } from './volatile-bits.ts';

const before = layoutOf('v5.18pre/ept-ad-46');
const after = layoutOf('v5.19/ept-ad-46');

/** 4K leaf, pfn 0x1234, RWX, write-back, PAT ignored, A, D, host- and MMU-writable. */
const DIRTY_LEAF = word64Of(0x0600_0000_0123_4b77n);
const W = 0x2n;
const A = 0x100n;
const D = 0x200n;
const HOST_WRITABLE = 1n << 57n;
const MMU_WRITABLE = 1n << 58n;
/** A/D disabled, R and X saved, no permission left. */
const TRACKED = word64Of(0x0600_0000_0123_4870n | (1n << 52n) | (1n << 54n) | (1n << 56n));

function dirtyLeafWithout(bits: bigint) {
  return word64Of(0x0600_0000_0123_4b77n & ~bits);
}

describe('predicates', () => {
  it('[SPTE-3] [SPTE-4] the worked example is a present, writable, accessed, dirty leaf', () => {
    expect(isShadowPresentPte(after, DIRTY_LEAF)).toBe(true);
    expect(isShadowPresentLeaf(after, DIRTY_LEAF, 1)).toBe(true);
    expect(isLastSpte(after, DIRTY_LEAF, 2)).toBe(false);
    expect(isWritablePte(after, DIRTY_LEAF)).toBe(true);
    expect(isMmuWritableSpte(after, DIRTY_LEAF)).toBe(true);
    expect(isAccessedSpte(after, DIRTY_LEAF)).toBe(true);
    expect(isDirtySpte(after, DIRTY_LEAF)).toBe(true);
    expect(spteToPfn(after, DIRTY_LEAF)).toBe(0x1234);
    expect(isRsvdSpte(after, DIRTY_LEAF, 1)).toBe(false);
  });

  it('[SPTE-3] [SPTE-6] an access-tracked SPTE has no permission, and is present', () => {
    expect(isShadowPresentPte(after, TRACKED)).toBe(true);
    expect(isAccessTrackSpte(after, TRACKED)).toBe(true);
    expect(isAccessedSpte(after, TRACKED)).toBe(false);
    expect(spteAdEnabled(after, TRACKED)).toBe(false);
    for (const access of ['read', 'write', 'exec'] as const) {
      expect(isAccessAllowed(after, TRACKED, access)).toBe(false);
    }
  });

  it('[SPTE-5] the frozen value reads as accessed and large, and is neither present nor MMIO', () => {
    const frozen = after.constants.FROZEN_SPTE;
    expect(isFrozenSpte(after, frozen)).toBe(true);
    expect(isAccessedSpte(after, frozen)).toBe(true);
    expect(isLastSpte(after, frozen, 2)).toBe(true);
    expect(isShadowPresentPte(after, frozen)).toBe(false);
    expect(isMmioSpte(after, frozen)).toBe(false);
  });

  it.each([
    { host: 1, mmu: 1, w: 1, warnings: 0 },
    { host: 1, mmu: 1, w: 0, warnings: 0 },
    { host: 1, mmu: 0, w: 0, warnings: 0 },
    { host: 0, mmu: 0, w: 0, warnings: 0 },
    { host: 0, mmu: 1, w: 0, warnings: 1 },
    { host: 0, mmu: 1, w: 1, warnings: 1 },
    { host: 1, mmu: 0, w: 1, warnings: 1 },
    { host: 0, mmu: 0, w: 1, warnings: 1 },
  ])('[SPTE-8] host $host, MMU $mmu, W $w: $warnings warnings', ({ host, mmu, w, warnings }) => {
    const cleared =
      (host === 1 ? 0n : HOST_WRITABLE) | (mmu === 1 ? 0n : MMU_WRITABLE) | (w === 1 ? 0n : W);
    expect(checkSpteWritableInvariants(after, dirtyLeafWithout(cleared))).toBe(warnings);
  });

  it('a page frame number may have 40 bits', () => {
    const spte = word64Of(0x000f_ffff_ffff_f800n);
    expect(spteToPfn(after, spte)).toBe(0xff_ffff_ffff);
    expect(samePfn(after, spte, word64Of(0x000f_ffff_ffff_fb77n))).toBe(true);
    expect(samePfn(after, spte, word64Of(0x0007_ffff_ffff_f800n))).toBe(false);
  });

  it.each([
    { what: 'an address bit above MAXPHYADDR', spte: 1n << 46n, level: 1 },
    { what: 'memory type 2', spte: 0x11n, level: 1 },
    { what: 'W without R', spte: 0x2n, level: 1 },
    { what: 'X without R', spte: 0x4n, level: 1 },
    { what: 'a large page off its alignment', spte: 0x1081n, level: 2 },
    { what: 'a memory type in a non-leaf', spte: 0x31n, level: 2 },
    { what: 'page size in the root', spte: 0x81n, level: 4 },
  ])('[SPTE-19] $what is reserved', ({ level, spte }) => {
    expect(isRsvdSpte(after, word64Of(spte), level)).toBe(true);
  });
});

describe('volatile bits', () => {
  it('[SPTE-9] a writable, dirty leaf was volatile before v5.18, and is not since', () => {
    expect(spteHasVolatileBits(before, DIRTY_LEAF)).toBe(true);
    expect(spteHasVolatileBits(after, DIRTY_LEAF)).toBe(false);
  });

  it.each([
    { what: 'write-protected and MMU-writable', spte: dirtyLeafWithout(W) },
    { what: 'access-tracked', spte: TRACKED },
    { what: 'not accessed', spte: dirtyLeafWithout(A) },
    { what: 'writable and clean', spte: dirtyLeafWithout(D) },
  ])('[SPTE-9] [SPTE-10] $what is volatile', ({ spte }) => {
    expect(spteHasVolatileBits(before, spte)).toBe(true);
    expect(spteHasVolatileBits(after, spte)).toBe(true);
  });

  it('[SPTE-11] an exclusive write exchanges only a present leaf with volatile bits', () => {
    const clean = dirtyLeafWithout(D);
    expect(usesAtomicWrite(after, 'xchg', clean, 1)).toBe(true);
    expect(usesAtomicWrite(after, 'plain', clean, 1)).toBe(false);
    expect(usesAtomicWrite(after, 'xchg', clean, 2)).toBe(false);
    expect(usesAtomicWrite(after, 'xchg', DIRTY_LEAF, 1)).toBe(false);
    expect(usesAtomicWrite(after, 'xchg', after.constants.FROZEN_SPTE, 1)).toBe(false);
  });
});
