import { describe, expect, it } from 'vitest';
import { MutableWord64, ZERO64, hex64, word64Of } from '../../base/word64.ts';
import { makeHugeSpte } from './huge-spte.ts';
import { layoutOf } from './registry.ts';
import { makeHugePageSplitSpte } from './split-spte.ts';

/** 2M page 0x1200, writable, accessed, dirty, not executable: the NX-huge-page mitigation is on. */
const HUGE_V6_17 = word64Of(0x8600_0000_0120_0bf3n);
const HUGE_V7_2 = word64Of(0x80a0_0000_0120_0bf3n);

function split(id: string, hugeSpte: typeof ZERO64, roleAccess: number): string {
  const out = new MutableWord64();
  const request = { hugeSpte, hugeLevel: 2, index: 0x34, roleAccess, nxHuge: true };
  expect(makeHugePageSplitSpte(layoutOf(id), request, out)).toBe(0);
  return hex64(out);
}

describe('the small SPTEs of a large one that the mitigation made not executable', () => {
  it.each([
    { id: 'v5.19/ept-ad-46', roleAccess: 7, spte: '0x8600000001234b77' },
    { id: 'v5.19/ept-ad-46', roleAccess: 6, spte: '0x8600000001234b77' },
    { id: 'v6.17/ept-ad-46', roleAccess: 7, spte: '0x8600000001234b77' },
    { id: 'v6.17/ept-ad-46', roleAccess: 6, spte: '0x8600000001234b73' },
  ])('[SPTE-34] $id, role access $roleAccess: $spte', ({ id, roleAccess, spte }) => {
    expect(split(id, HUGE_V6_17, roleAccess)).toBe(spte);
  });

  it('[SPTE-34] in v7.2 they have just the execute bits of the role', () => {
    expect(split('v7.2/ept-ad-46', HUGE_V7_2, 15)).toBe('0x80a0000001234f77');
    expect(split('v7.2/ept-ad-46', HUGE_V7_2, 7)).toBe('0x80a0000001234f73');
    expect(split('v7.2/ept-ad-46', HUGE_V7_2, 3)).toBe('0x80a0000001234b73');
    expect(split('v7.2/npt-48', word64Of(0x120_0ee7n), 7)).toBe('0x8000000001234e67');
  });

  it('[SPTE-34] an access-tracked one stays tracked, with X among what is saved', () => {
    const tracked = word64Of(0x8650_0000_0120_08f0n);
    expect(split('v6.17/ept-noad-46', tracked, 7)).toBe('0x8750000001234870');
  });
});

describe('the large SPTE that small ones collapse into', () => {
  const layout = layoutOf('v6.17/ept-ad-46');
  const small = word64Of(0x8600_0000_0123_4b77n);

  it.each([
    { hugeLevel: 2, nxHuge: false, spte: '0x8600000001200bf7' },
    { hugeLevel: 2, nxHuge: true, spte: '0x8600000001200bf3' },
    { hugeLevel: 3, nxHuge: false, spte: '0x8600000000000bf7' },
  ])('[SPTE-35] level $hugeLevel, mitigation $nxHuge: $spte', ({ hugeLevel, nxHuge, spte }) => {
    const out = new MutableWord64();
    expect(makeHugeSpte(layout, { smallSpte: small, hugeLevel, nxHuge }, out)).toBe(0);
    expect(hex64(out)).toBe(spte);
  });

  it('[SPTE-35] of an SPTE that is not there makes nothing, and warns', () => {
    const out = new MutableWord64();
    expect(makeHugeSpte(layout, { smallSpte: ZERO64, hugeLevel: 2, nxHuge: false }, out)).toBe(1);
    expect(hex64(out)).toBe('0x0');
  });
});
