import { describe, expect, it } from 'vitest';
import { MutableWord64, ZERO64, hex64, isZero, word64Of } from '../../base/word64.ts';
import { markSpteForAccessTrack, restoreAccTrackSpte } from './access-track.ts';
import { makeNonleafSpte } from './make-nonleaf-spte.ts';
import { makeSpte, type MakeSpteRequest } from './make-spte.ts';
import { leafSpteChangeNeedsTlbFlush } from './mmu-spte-update.ts';
import {
  isAccessTrackSpte,
  isAccessedSpte,
  isEptVePossible,
  isExecutablePte,
  isFrozenSpte,
  isMmioSpte,
  isShadowPresentPte,
} from './predicates.ts';
import { LAYOUTS, layoutOf } from './registry.ts';
import { isRsvdSpte } from './shadow-zero-check.ts';
import type { SpteLayout } from './spte-layout.ts';
import { makeRequest } from './testing/make-request.ts';
import { spteHasVolatileBits } from './volatile-bits.ts';

const V4_15 = layoutOf('v4.15/ept-ad-46');
const V6_12 = layoutOf('v6.12/ept-ad-46');
const V6_17 = layoutOf('v6.17/ept-ad-46');
const V7_2 = layoutOf('v7.2/ept-ad-46');
const D = 0x200n;

function made(layout: SpteLayout, change: Partial<MakeSpteRequest> = {}): MutableWord64 {
  const out = new MutableWord64();
  makeSpte(layout, makeRequest(layout, change), out);
  return out;
}

describe('the writable, accessed, dirty 4K leaf of page 0x1234', () => {
  it.each([
    { id: 'v5.19/ept-ad-46', spte: '0x600000001234b77' },
    { id: 'v6.12/ept-ad-46', spte: '0x8600000001234b77' },
    { id: 'v6.17/ept-ad-46', spte: '0x8600000001234b77' },
    { id: 'v7.2/ept-ad-46', spte: '0x80a0000001234f77' },
    { id: 'v6.12/ept-noad-46', spte: '0x8610000001234877' },
    { id: 'v6.17/ept-noad-46', spte: '0x8610000001234b77' },
    { id: 'v7.2/ept-noad-46', spte: '0x90a0000001234f77' },
    { id: 'v5.19/npt-48', spte: '0x1234e67' },
    { id: 'v7.2/npt-48', spte: '0x1234e67' },
  ])('[SPTE-12] in $id is $spte', ({ id, spte }) => {
    expect(hex64(made(layoutOf(id)))).toBe(spte);
  });

  it.each(LAYOUTS)('[SPTE-3] [SPTE-27] is present in $id, and an empty one is not', (layout) => {
    expect(isShadowPresentPte(layout, made(layout))).toBe(true);
    const { FROZEN_SPTE, SHADOW_NONPRESENT_VALUE } = layout.constants;
    expect(isShadowPresentPte(layout, SHADOW_NONPRESENT_VALUE)).toBe(false);
    expect(isFrozenSpte(layout, FROZEN_SPTE)).toBe(layout.rules.freezes);
    expect(isFrozenSpte(layout, SHADOW_NONPRESENT_VALUE)).toBe(false);
    expect(isMmioSpte(layout, SHADOW_NONPRESENT_VALUE)).toBe(false);
  });
});

describe('v4.15', () => {
  it('[SPTE-27] anything that is neither empty nor MMIO is present', () => {
    expect(isShadowPresentPte(V4_15, word64Of(0x1n))).toBe(true);
    expect(isShadowPresentPte(V4_15, word64Of(0x800n))).toBe(true);
    expect(isShadowPresentPte(V4_15, word64Of(0x4000_0000_0000_0006n))).toBe(false);
  });

  it('[SPTE-27] one bit marks both MMIO SPTEs and those without A/D bits', () => {
    expect(hex64(V4_15.masks.mmioMask)).toBe('0x4000000000000007');
    expect(hex64(V4_15.masks.adDisabled)).toBe('0x4000000000000000');
    expect(isZero(V4_15.masks.adWrprotOnly)).toBe(true);
    expect(isAccessTrackSpte(V4_15, word64Of(0x4000_0000_0123_4c70n))).toBe(true);
  });
});

describe('bit 63 and #VE', () => {
  it('[SPTE-28] from v6.12 on, every SPTE of EPT suppresses #VE: leaf, table, empty, frozen', () => {
    for (const layout of [V6_12, V6_17, V7_2]) {
      const table = new MutableWord64();
      makeNonleafSpte(layout, { childPfn: 0x55, adDisabled: false }, table);
      const { FROZEN_SPTE, SHADOW_NONPRESENT_VALUE } = layout.constants;
      for (const spte of [made(layout), table, FROZEN_SPTE, SHADOW_NONPRESENT_VALUE]) {
        expect(isEptVePossible(layout, spte)).toBe(false);
      }
      expect(isEptVePossible(layout, ZERO64)).toBe(true);
      expect(isEptVePossible(layout, word64Of(0x6n))).toBe(false);
    }
  });

  it('[SPTE-28] before, and on AMD, KVM leaves that alone', () => {
    expect(isEptVePossible(layoutOf('v5.19/ept-ad-46'), ZERO64)).toBe(false);
    expect(isEptVePossible(layoutOf('v6.12/npt-48'), ZERO64)).toBe(false);
  });
});

describe('after v6.13', () => {
  it('[SPTE-29] over a writable leaf, v6.12 leaves Dirty out, v6.17 does not', () => {
    for (const layout of [V6_12, V6_17]) {
      const oldSpte = made(layout);
      const kept = layout === V6_17 ? D : 0n;
      const expected = (0x8600_0000_0123_4b77n & ~D) | kept;
      expect(hex64(made(layout, { oldSpte }))).toBe(hex64(word64Of(expected)));
    }
  });

  it('[SPTE-29] from v6.12 on, only a leaf is believed that writes went through', () => {
    const table = new MutableWord64();
    makeNonleafSpte(V6_12, { childPfn: 0x55, adDisabled: false }, table);
    expect(hex64(made(V6_12, { level: 2, pfn: 0x1200, oldSpte: table }))).toBe(
      '0x8600000001200bf7',
    );
  });

  it('[SPTE-30] a leaf is flushed at once only if it loses MMU-writable', () => {
    const writable = made(V6_12);
    const read = new MutableWord64().copy(writable).clear(V6_12.masks.writable);
    const clean = new MutableWord64().copy(writable).clear(V6_12.masks.dirty);
    const tracked = new MutableWord64().copy(read).clear(V6_12.masks.mmuWritable);
    const flushes = (layout: SpteLayout, old: MutableWord64, next: MutableWord64) =>
      leafSpteChangeNeedsTlbFlush(layout, { old, new: next });
    expect([read, clean, tracked].map((next) => flushes(V6_12, writable, next))).toEqual([
      true,
      true,
      true,
    ]);
    expect([read, clean, tracked].map((next) => flushes(V6_17, writable, next))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('[SPTE-31] without A/D bits KVM keeps A and D itself, and tracking clears A', () => {
    const layout = layoutOf('v6.17/ept-noad-46');
    const spte = made(layout);
    expect(isAccessedSpte(layout, spte)).toBe(true);
    markSpteForAccessTrack(layout, spte, spte);
    expect(hex64(spte)).toBe('0x8750000001234a70');
    expect(isAccessedSpte(layout, spte)).toBe(false);
    const fields = layout.fields.filter(({ kind }) => kind === 'ad');
    expect(fields.map(({ name, volatileBy }) => [name, volatileBy])).toEqual([
      ['accessed', undefined],
      ['dirty', undefined],
    ]);
    const before = layoutOf('v6.12/ept-noad-46');
    expect(before.fields.filter(({ kind }) => kind === 'ad')).toEqual([]);
  });

  it('[SPTE-32] every SPTE without A/D bits is volatile, and a missing A alone is not', () => {
    const noad = made(layoutOf('v6.17/ept-noad-46'));
    expect(spteHasVolatileBits(layoutOf('v6.17/ept-noad-46'), noad)).toBe(true);
    expect(spteHasVolatileBits(layoutOf('v6.12/ept-noad-46'), noad)).toBe(false);
    const old = made(V6_17, { prefetch: true });
    expect(spteHasVolatileBits(V6_17, old)).toBe(false);
    expect(spteHasVolatileBits(V6_12, old)).toBe(true);
  });
});

describe('v7.2', () => {
  it('[SPTE-33] both execute bits come together, and either will do', () => {
    const spte = made(V7_2);
    expect(hex64(V7_2.masks.executable)).toBe('0x404');
    expect(isExecutablePte(V7_2, spte)).toBe(true);
    expect(isExecutablePte(V7_2, spte.clear(V7_2.masks.executableByExec))).toBe(true);
    expect(isExecutablePte(V7_2, spte.clear(V7_2.masks.executableByUser))).toBe(false);
  });

  it('[SPTE-33] execution by user code without R is reserved, as execution is', () => {
    expect(isRsvdSpte(V7_2, word64Of(0xc00n), 1)).toBe(true);
    expect(isRsvdSpte(V6_17, word64Of(0xc00n), 1)).toBe(false);
  });

  it('[SPTE-7] [SPTE-33] tracking saves both execute bits', () => {
    const layout = layoutOf('v7.2/ept-noad-46');
    const spte = made(layout);
    markSpteForAccessTrack(layout, spte, spte);
    expect(hex64(spte)).toBe('0xd0f0000001234a70');
    restoreAccTrackSpte(layout, spte, spte);
    expect(hex64(spte)).toBe('0x90a0000001234e75');
  });
});
