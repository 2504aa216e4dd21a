import { describe, expect, it } from 'vitest';
import { MutableWord64, hex64, word64Of } from '../../base/word64.ts';
import { AGE_PFN_DIRTY, AGE_YOUNG, ageSpte, agingRecordsChange } from './age-spte.ts';
import {
  CLEAR_DIRTY_CHANGED,
  CLEAR_DIRTY_MMU_WARNING,
  clearDirtySpte,
  type NeedWrprotRule,
} from './clear-dirty.ts';
import { layoutOf } from './registry.ts';
import { spteWriteProtect, writeProtectGfnSpte, wrprotSpte } from './write-protect.ts';

/** 4K leaf, pfn 0x1234, RWX, write-back, PAT ignored, A, D, host- and MMU-writable. */
const DIRTY_LEAF = 0x8600_0000_0123_4b77n;
const W = 0x2n;
const A = 0x100n;
const D = 0x200n;
const MMU_WRITABLE = 1n << 58n;
const AD_DISABLED = 1n << 52n;
const WRPROT_ONLY = 1n << 53n;

const v6_12 = layoutOf('v6.12/ept-ad-46');
const pml = layoutOf('v6.12/ept-ad-pml-46');
const noad = layoutOf('v6.12/ept-noad-46');

function hexOf(value: bigint): string {
  return hex64(word64Of(value));
}

describe('aging', () => {
  it('[SPTE-36] with A/D bits takes A, and tells nobody of D, which stays', () => {
    const out = new MutableWord64();
    expect(ageSpte(v6_12, word64Of(DIRTY_LEAF), out)).toBe(AGE_YOUNG);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF & ~A));
    expect(ageSpte(v6_12, out, out)).toBe(0);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF & ~A));
  });

  it.each([
    { id: 'v6.12/ept-noad-46', result: AGE_YOUNG + AGE_PFN_DIRTY, spte: '0x8750000001234870' },
    { id: 'v6.17/ept-noad-46', result: AGE_YOUNG, spte: '0x8750000001234870' },
  ])('[SPTE-36] without them, $id takes the permissions', ({ id, result, spte }) => {
    const leaf = 0x8600_0000_0123_4877n | AD_DISABLED | (id.startsWith('v6.17') ? A : 0n);
    const out = new MutableWord64();
    expect(ageSpte(layoutOf(id), word64Of(leaf), out)).toBe(result);
    expect(hex64(out)).toBe(spte);
    expect(ageSpte(layoutOf(id), out, out)).toBe(0);
  });

  it('[SPTE-36] goes through the bookkeeping only as an ordinary write', () => {
    expect(agingRecordsChange('setSpte')).toBe(true);
    expect(agingRecordsChange('locklessCas')).toBe(false);
  });
});

describe('write protection', () => {
  it('[SPTE-37] to log writes takes W alone, to track them MMU-writable as well', () => {
    const out = new MutableWord64();
    expect(wrprotSpte(v6_12, word64Of(DIRTY_LEAF), out)).toBe(true);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF & ~W));
    expect(wrprotSpte(v6_12, out, out)).toBe(false);
    expect(writeProtectGfnSpte(v6_12, out, out)).toBe(true);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF & ~(W | MMU_WRITABLE)));
    expect(writeProtectGfnSpte(v6_12, out, out)).toBe(false);
  });

  it('[SPTE-37] so does the one function of the shadow MMU', () => {
    const out = new MutableWord64();
    const logged = word64Of(DIRTY_LEAF & ~W);
    expect(spteWriteProtect(v6_12, word64Of(DIRTY_LEAF), false, out)).toBe(true);
    expect(hex64(out)).toBe(hex64(logged));
    expect(spteWriteProtect(v6_12, logged, false, out)).toBe(false);
    expect(spteWriteProtect(v6_12, logged, true, out)).toBe(true);
    expect(hex64(out)).toBe(hexOf(DIRTY_LEAF & ~(W | MMU_WRITABLE)));
    expect(spteWriteProtect(v6_12, out, true, out)).toBe(false);
  });
});

interface ClearCase {
  readonly what: string;
  readonly rule: NeedWrprotRule;
  readonly type: bigint;
  readonly guestMode?: boolean;
  readonly cleared: bigint;
  readonly warns?: boolean;
}

const CLEAR_CASES: readonly ClearCase[] = [
  { what: 'an ordinary SPTE loses D', rule: 'spteType', type: 0n, cleared: D },
  {
    what: 'one of the write-protect type loses W',
    rule: 'spteType',
    type: WRPROT_ONLY,
    cleared: W,
  },
  {
    what: 'up to v6.8 its type is forgotten',
    rule: 'globalAd',
    type: WRPROT_ONLY,
    cleared: D,
    warns: true,
  },
  {
    what: 'it is in a table of a nested guest',
    rule: 'rootRole',
    type: WRPROT_ONLY,
    guestMode: true,
    cleared: W,
  },
  { what: 'it is not', rule: 'rootRole', type: WRPROT_ONLY, cleared: D, warns: true },
];

describe('dirty logging', () => {
  it.each(CLEAR_CASES)('[SPTE-38] $rule: $what', ({ rule, type, guestMode, cleared, warns }) => {
    const out = new MutableWord64();
    const spte = DIRTY_LEAF | type;
    const request = { spte: word64Of(spte), wrprot: false, guestMode: guestMode ?? false };
    const warning = warns === true ? CLEAR_DIRTY_MMU_WARNING : 0;
    expect(clearDirtySpte(pml, rule, request, out)).toBe(CLEAR_DIRTY_CHANGED + warning);
    expect(hex64(out)).toBe(hexOf(spte & ~cleared));
  });

  it.each(['spteType', 'globalAd', 'rootRole'] as const)(
    '[SPTE-38] without A/D bits, and when asked for it, it is W (%s)',
    (rule) => {
      const out = new MutableWord64();
      const spte = word64Of(0x8600_0000_0123_4877n | AD_DISABLED);
      const request = { spte, wrprot: false, guestMode: false };
      expect(clearDirtySpte(noad, rule, request, out)).toBe(CLEAR_DIRTY_CHANGED);
      expect(hex64(out)).toBe('0x8610000001234875');
      const asked = { spte: word64Of(DIRTY_LEAF), wrprot: true, guestMode: false };
      expect(clearDirtySpte(pml, rule, asked, out)).toBe(CLEAR_DIRTY_CHANGED);
      expect(hex64(out)).toBe(hexOf(DIRTY_LEAF & ~W));
      expect(clearDirtySpte(pml, rule, { ...asked, spte: out }, out)).toBe(0);
    },
  );
});
