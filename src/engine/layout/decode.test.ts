import { describe, expect, it } from 'vitest';
import { MutableWord64, bigintOf, word64Of } from '../../base/word64.ts';
import { orFieldValue } from './bit-field.ts';
import { decodeSpte } from './decode.ts';
import { makeSpte } from './make-spte.ts';
import { makeMmioSpte } from './mmio-spte.ts';
import { LAYOUTS, layoutOf } from './registry.ts';
import { makeRequest } from './testing/make-request.ts';

const layout = layoutOf('v5.19/ept-ad-46');
const DIRTY_LEAF = 0x0600_0000_0123_4b77n;
const W = 0x2n;
const D = 0x200n;
const HOST_WRITABLE = 1n << 57n;
const MMU_WRITABLE = 1n << 58n;

describe('decodeSpte', () => {
  it.each([
    { kind: 'none', spte: 0n, level: 1 },
    { kind: 'frozen', spte: 0x5a0n, level: 1 },
    { kind: 'mmio', spte: 0x6n, level: 1 },
    { kind: 'nonleaf', spte: 0x55907n, level: 2 },
    { kind: 'WD', spte: DIRTY_LEAF, level: 1 },
    { kind: 'WC', spte: DIRTY_LEAF & ~D, level: 1 },
    { kind: 'WP', spte: DIRTY_LEAF & ~W, level: 1 },
    { kind: 'WT', spte: DIRTY_LEAF & ~(W | MMU_WRITABLE), level: 1 },
    { kind: 'RO', spte: DIRTY_LEAF & ~(W | MMU_WRITABLE | HOST_WRITABLE), level: 1 },
    { kind: 'AT', spte: 0x0750_0000_0123_4870n, level: 1 },
  ])('[SPTE-23] $spte at level $level is $kind', ({ kind, level, spte }) => {
    expect(decodeSpte(layout, word64Of(spte), level).kind).toBe(kind);
  });

  it('[SPTE-1] the fields of a leaf put together are the SPTE', () => {
    const { fields } = decodeSpte(layout, word64Of(DIRTY_LEAF), 1);
    const again = new MutableWord64();
    for (const { field, value } of fields) orFieldValue(again, field, value);
    expect(bigintOf(again)).toBe(DIRTY_LEAF);
  });

  it('[SPTE-1] [SPTE-17] so are the fields of an MMIO SPTE', () => {
    const spte = new MutableWord64();
    makeMmioSpte(layout, { gfn: 0x3_9876_5432, access: 7, generation: 0x4_2345 }, spte);
    const { fields, kind } = decodeSpte(layout, spte, 1);
    const again = new MutableWord64();
    for (const { field, value } of fields) orFieldValue(again, field, value);
    expect(kind).toBe('mmio');
    expect(bigintOf(again)).toBe(bigintOf(spte));
  });

  it.each(LAYOUTS)('[SPTE-1] [SPTE-17] in $id the fields are the whole SPTE', (each) => {
    const leaf = new MutableWord64();
    makeSpte(each, makeRequest(each), leaf);
    const mmio = new MutableWord64();
    const generation = 2 ** each.mmioGen.genBits - 2;
    makeMmioSpte(each, { gfn: 0x2_9876_5432, access: each.acc.ACC_ALL, generation }, mmio);
    for (const [spte, kind] of [
      [leaf, 'WD'],
      [mmio, 'mmio'],
    ] as const) {
      const decoded = decodeSpte(each, spte, 1);
      const again = new MutableWord64();
      for (const { field, value } of decoded.fields) orFieldValue(again, field, value);
      expect(decoded.kind).toBe(kind);
      expect(bigintOf(again)).toBe(bigintOf(spte));
    }
  });

  it('says what values mean', () => {
    const { fields } = decodeSpte(layout, word64Of(DIRTY_LEAF), 1);
    const texts = new Map(fields.map(({ field, text }) => [field.name, text]));
    expect(texts.get('memtype')).toBe('write-back');
    expect(texts.get('pfn')).toBe('0x1234');
    expect(texts.get('adType')).toBe('A and D bits in use');
    expect(texts.get('dirty')).toBe('yes');
    expect(texts.get('reservedAddress')).toBe('zero, as it must be');
  });
});
