import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MutableWord64, bigintOf, hex64, word64Of } from '../../base/word64.ts';
import { bits, fieldValue, maskOf, orFieldValue, rangeMask } from './bit-field.ts';
import { EPT_FIELDS_V5_19 } from './ept-fields.ts';
import { NPT_FIELDS_V5_19 } from './npt-fields.ts';
import { LAYOUTS } from './registry.ts';

/** A range of up to 52 bits, and a value that fits it. */
const ranges = fc
  .record({ shift: fc.integer({ min: 0, max: 63 }), width: fc.integer({ min: 1, max: 52 }) })
  .filter(({ shift, width }) => shift + width <= 64);

describe('bit fields', () => {
  it.each([
    { range: { shift: 0, width: 1 }, mask: '0x1' },
    { range: { shift: 31, width: 2 }, mask: '0x180000000' },
    { range: { shift: 12, width: 40 }, mask: '0xffffffffff000' },
    { range: { shift: 32, width: 32 }, mask: '0xffffffff00000000' },
    { range: { shift: 0, width: 64 }, mask: '0xffffffffffffffff' },
  ])('a range at $range.shift of $range.width bits has mask $mask', ({ mask, range }) => {
    expect(hex64(rangeMask(range))).toBe(mask);
  });

  it('an empty range has an empty mask', () => {
    expect(hex64(bits(52, 51))).toBe('0x0');
  });

  it('a field of a word is what 64-bit arithmetic says', () => {
    fc.assert(
      fc.property(ranges, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (range, word) => {
        const expected = (word >> BigInt(range.shift)) & (2n ** BigInt(range.width) - 1n);
        expect(fieldValue(word64Of(word), range)).toBe(Number(expected));
      }),
    );
  });

  it('a field written is the field read, and nothing else changes', () => {
    fc.assert(
      fc.property(ranges, fc.bigInt({ min: 0n, max: 2n ** 52n - 1n }), (range, random) => {
        const value = Number(random & (2n ** BigInt(range.width) - 1n));
        const out = new MutableWord64();
        orFieldValue(out, range, value);
        expect(fieldValue(out, range)).toBe(value);
        expect(bigintOf(out)).toBe(BigInt(value) << BigInt(range.shift));
      }),
    );
  });
});

describe('field tables', () => {
  const tables = [
    { name: 'EPT', fields: EPT_FIELDS_V5_19 },
    { name: 'NPT', fields: NPT_FIELDS_V5_19 },
    ...LAYOUTS.flatMap(({ fields, id, mmioFields }) => [
      { name: id, fields },
      { name: `${id} MMIO`, fields: mmioFields },
    ]),
  ];

  it.each(tables)('[SPTE-1] $name: fields are disjoint and within 64 bits', ({ fields }) => {
    let seen = 0n;
    for (const field of fields) {
      const mask = bigintOf(rangeMask(field));
      expect(seen & mask, field.name).toBe(0n);
      seen |= mask;
    }
    const widths = fields.reduce((total, { width }) => total + width, 0);
    expect(widths).toBeLessThanOrEqual(64);
  });

  it.each(tables)(
    '[SPTE-1] $name: labels are short, names unique, meanings sentences',
    ({ fields }) => {
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
      expect(new Set(fields.map(({ label }) => label)).size).toBe(fields.length);
      for (const { label, meaning } of fields) {
        expect(label).toMatch(/^.{1,4}$/);
        expect(meaning).toMatch(/\.$/);
      }
    },
  );

  it('[SPTE-1] a field the format does not have has an empty mask', () => {
    expect(hex64(maskOf(EPT_FIELDS_V5_19, 'noExecute'))).toBe('0x0');
  });
});
