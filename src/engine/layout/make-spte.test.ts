import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MutableWord64, ZERO64, equal64, hex64, word64Of } from '../../base/word64.ts';
import {
  kvmMmuChangedPteNotifierMakeSpte,
  markSpteForAccessTrack,
  restoreAccTrackSpte,
} from './access-track.ts';
import { makeNonleafSpte } from './make-nonleaf-spte.ts';
import {
  MAKE_SPTE_MARK_DIRTY,
  MAKE_SPTE_WRPROT,
  makeSpte,
  makeSpteWarnings,
  type MakeSpteRequest,
} from './make-spte.ts';
import { checkMmioSpte, getMmioSpteGeneration, getMmioSpteGfn, makeMmioSpte } from './mmio-spte.ts';
import { isAccessTrackSpte, isMmioSpte, isShadowPresentPte, spteToPfn } from './predicates.ts';
import { EPT_AD_46, layoutFor, layoutOf } from './registry.ts';
import { makeHugePageSplitSpte } from './split-spte.ts';
import { makeRequest } from './testing/make-request.ts';

const layout = layoutOf('v5.19/ept-ad-46');
const DIRTY_LEAF = 0x0600_0000_0123_4b77n;

function request(change: Partial<MakeSpteRequest> = {}): MakeSpteRequest {
  return makeRequest(layout, change);
}

function made(change: Partial<MakeSpteRequest> = {}): string {
  const out = new MutableWord64();
  makeSpte(layout, request(change), out);
  return hex64(out);
}

function hexOf(value: bigint): string {
  return hex64(word64Of(value));
}

describe('make_spte', () => {
  it('[SPTE-12] makes the worked example', () => {
    expect(made()).toBe(hexOf(DIRTY_LEAF));
  });

  it('[SPTE-12] a write-tracked page loses W, MMU-writable and Dirty, and says so', () => {
    const out = new MutableWord64();
    const result = makeSpte(layout, request({ wrTracked: true, slotDirty: true }), out);
    expect(hex64(out)).toBe('0x200000001234975');
    expect(result).toBe(MAKE_SPTE_WRPROT);
  });

  it('[SPTE-12] a writable page in a logged memslot is marked dirty', () => {
    const result = makeSpte(layout, request({ slotDirty: true }), new MutableWord64());
    expect(result).toBe(MAKE_SPTE_MARK_DIRTY);
  });

  it('[SPTE-13] over an old value with W, Dirty is left out', () => {
    expect(made({ oldSpte: word64Of(DIRTY_LEAF) })).toBe(hexOf(DIRTY_LEAF & ~0x200n));
    expect(made({ oldSpte: word64Of(0x6n) })).toBe(hexOf(DIRTY_LEAF & ~0x200n));
  });

  it('[SPTE-14] a prefetched SPTE is not accessed', () => {
    expect(made({ prefetch: true })).toBe(hexOf(DIRTY_LEAF & ~0x100n));
    const tracked = new MutableWord64();
    makeSpte(layout, request({ prefetch: true, adDisabled: true }), tracked);
    expect(isAccessTrackSpte(layout, tracked)).toBe(true);
  });

  it('[SPTE-15] with the NX mitigation, a large page is not executable, a small one is', () => {
    expect(made({ level: 2, pfn: 0x1200, nxHuge: true })).toBe('0x600000001200bf3');
    expect(made({ nxHuge: true })).toBe(hexOf(DIRTY_LEAF));
  });

  it('[SPTE-26] with PML, what a nested guest uses is write-protected to log its writes', () => {
    const out = new MutableWord64();
    const pml = layoutFor('v5.19', { ...EPT_AD_46, pml: true });
    if (pml === undefined) throw new Error('the kernel is modelled');
    makeSpte(pml, request({ guestMode: true }), out);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF | (2n << 52n)));
    expect(made({ guestMode: true })).toBe(hexOf(DIRTY_LEAF));
  });

  it('counts the warnings of the kernel', () => {
    const out = new MutableWord64();
    expect(makeSpteWarnings(makeSpte(layout, request({ access: 0 }), out))).toBe(1);
    const large = request({ level: 2, pfn: 0x1200, slotDirty: true });
    expect(makeSpteWarnings(makeSpte(layout, large, out))).toBe(1);
  });

  it('a page frame number may exceed 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 34 - 1 }), (pfn) => {
        const out = new MutableWord64();
        makeSpte(layout, request({ pfn }), out);
        expect(spteToPfn(layout, out)).toBe(pfn);
      }),
    );
  });
});

describe('other constructors', () => {
  it('[SPTE-16] a non-leaf SPTE has R, W, X and Accessed', () => {
    const out = new MutableWord64();
    makeNonleafSpte(layout, { childPfn: 0x55, adDisabled: false }, out);
    expect(hex64(out)).toBe('0x55907');
    makeNonleafSpte(layout, { childPfn: 0x55, adDisabled: true }, out);
    expect(hex64(out)).toBe('0x10000000055807');
  });

  it('[SPTE-7] tracking and restoring gives the SPTE back without W', () => {
    const spte = new MutableWord64();
    makeSpte(layout, request({ adDisabled: true }), spte);
    const tracked = new MutableWord64();
    expect(markSpteForAccessTrack(layout, spte, tracked)).toBe(0);
    expect(hex64(tracked)).toBe('0x750000001234870');
    const restored = new MutableWord64();
    restoreAccTrackSpte(layout, tracked, restored);
    expect(equal64(restored, spte.clear(layout.masks.writable))).toBe(true);
  });

  it('[SPTE-7] constructors may write over what they read', () => {
    const spte = new MutableWord64();
    makeSpte(layout, request({ adDisabled: true }), spte);
    markSpteForAccessTrack(layout, spte, spte);
    expect(hex64(spte)).toBe('0x750000001234870');
    restoreAccTrackSpte(layout, spte, spte);
    expect(hex64(spte)).toBe('0x610000001234875');
  });

  it('[SPTE-25] the notifier leaves a read-only SPTE of the new page', () => {
    const out = new MutableWord64();
    kvmMmuChangedPteNotifierMakeSpte(layout, word64Of(DIRTY_LEAF), 0xabcd, out);
    expect(hex64(out)).toBe('0xabcda75');
  });

  it('[SPTE-17] an MMIO SPTE gives back its gfn and generation', () => {
    const gfns = fc.integer({ min: 0, max: 2 ** 34 - 1 });
    const generations = fc.integer({ min: 0, max: 2 ** 19 - 1 });
    fc.assert(
      fc.property(gfns, generations, (gfn, generation) => {
        const spte = new MutableWord64();
        makeMmioSpte(layout, { gfn, access: layout.acc.ACC_ALL, generation }, spte);
        expect(isMmioSpte(layout, spte)).toBe(true);
        expect(isShadowPresentPte(layout, spte)).toBe(false);
        expect(getMmioSpteGfn(layout, spte)).toBe(gfn);
        expect(getMmioSpteGeneration(layout, spte)).toBe(generation);
      }),
    );
  });

  it('[SPTE-18] an MMIO SPTE is believed in its own generation only', () => {
    const spte = new MutableWord64();
    makeMmioSpte(layout, { gfn: 0xfee00, access: layout.acc.ACC_ALL, generation: 6 }, spte);
    expect(checkMmioSpte(layout, spte, word64Of(6n))).toBe(true);
    expect(checkMmioSpte(layout, spte, word64Of(8n))).toBe(false);
    expect(checkMmioSpte(layout, spte, word64Of(6n | (1n << 63n)))).toBe(false);
  });

  it('[SPTE-24] a 2M page splits into 512 small ones of the same bits', () => {
    const huge = word64Of(0x0600_0000_0120_0bf7n);
    const out = new MutableWord64();
    const split = { hugeSpte: huge, hugeLevel: 2, index: 0x34, roleAccess: 7, nxHuge: false };
    expect(makeHugePageSplitSpte(layout, split, out)).toBe(0);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF));
    expect(makeHugePageSplitSpte(layout, { ...split, hugeSpte: ZERO64 }, out)).toBe(1);
  });
});
