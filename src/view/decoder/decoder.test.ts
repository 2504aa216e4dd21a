import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MutableWord64, bigintOf, word64Of, type Word64 } from '../../base/word64.ts';
import { markSpteForAccessTrack, restoreAccTrackSpte } from '../../engine/layout/access-track.ts';
import { makeNonleafSpte } from '../../engine/layout/make-nonleaf-spte.ts';
import { makeSpte, makeSpteWarnings } from '../../engine/layout/make-spte.ts';
import { makeMmioSpte } from '../../engine/layout/mmio-spte.ts';
import { LAYOUTS, layoutOf } from '../../engine/layout/registry.ts';
import { spteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { makeRequest } from '../../engine/layout/testing/make-request.ts';
import { decoderModel, elsewhere } from './decoder-model.ts';
import { parseSpte } from './parse-spte.ts';
import { setBits } from './reserved-bits.ts';
import { spteFindings } from './spte-findings.ts';

const DIRTY_LEAF = 0x0600_0000_0123_4b77n;
const v519 = layoutOf('v5.19/ept-ad-46');

function keysOf(layout: SpteLayout, spte: bigint, level = 1): string[] {
  return spteFindings({ layout, spte: word64Of(spte), level }).map(({ key }) => key);
}

describe('typed values', () => {
  test.each([
    ['0x600000001234b77', DIRTY_LEAF],
    ['600000001234B77', DIRTY_LEAF],
    ['0x0600 0000 0123 4b77', DIRTY_LEAF],
    [' 0x06000000`01234b77\n', DIRTY_LEAF],
    ['00000000000000000000000000000005', 5n],
    ['0b1000_0000_0001', 0x801n],
    ['0', 0n],
  ])('"%s" is read', (text, value) => {
    const parsed = parseSpte(text);
    expect(parsed.ok && bigintOf(parsed.value)).toBe(value);
  });

  test.each([
    ['', 'spte-empty'],
    ['0x', 'spte-digits'],
    ['0x12g', 'spte-digits'],
    ['0b12', 'spte-digits'],
    ['0x1600000001234b771', 'spte-long'],
    [`0b1${'0'.repeat(64)}`, 'spte-long'],
  ])('"%s" is refused, with what to mend', (text, code) => {
    const parsed = parseSpte(text);
    expect(parsed).toMatchObject({ ok: false, issues: [{ code }] });
    expect(parsed.ok || parsed.issues[0]?.hint).toMatch(/\w+ .*\./);
  });

  test('whatever the page prints is read back', () => {
    const half = fc.nat({ max: 0xffff_ffff });
    fc.assert(
      fc.property(fc.record({ lo: half, hi: half }), (spte) => {
        const { hex } = decoderModel({ layout: v519, spte, level: 1 });
        expect(parseSpte(hex)).toEqual({ ok: true, value: spte });
      }),
    );
  });
});

describe('what the kernel makes is never found fault with', () => {
  const layouts = fc.constantFrom(...LAYOUTS);

  test('leafs, and the same access-tracked and restored', () => {
    fc.assert(
      fc.property(
        layouts,
        fc.record({
          level: fc.integer({ min: 1, max: 3 }),
          hostWritable: fc.boolean(),
          prefetch: fc.boolean(),
          wrTracked: fc.boolean(),
          nxHuge: fc.boolean(),
          guestMode: fc.boolean(),
        }),
        (layout, changes) => {
          const out = new MutableWord64();
          const request = makeRequest(layout, { ...changes, pfn: 0x40_0000, gfn: 0x40_0000 });
          fc.pre(makeSpteWarnings(makeSpte(layout, request, out)) === 0);
          const { level } = changes;
          expect(spteFindings({ layout, spte: out, level })).toEqual([]);
          markSpteForAccessTrack(layout, out, out);
          expect(spteFindings({ layout, spte: out, level })).toEqual([]);
          if (spteKind(layout, out, level) !== 'AT') return;
          restoreAccTrackSpte(layout, out, out);
          expect(spteFindings({ layout, spte: out, level })).toEqual([]);
        },
      ),
    );
  });

  test('links to tables, MMIO, empty and frozen entries', () => {
    fc.assert(
      fc.property(
        layouts,
        fc.integer({ min: 2, max: 4 }),
        fc.nat({ max: 0xff_ffff }),
        (layout, level, number) => {
          const made: Word64[] = [
            layout.constants.SHADOW_NONPRESENT_VALUE,
            layout.constants.FROZEN_SPTE,
          ];
          const table = new MutableWord64();
          const adDisabled = !layout.config.adBits;
          makeNonleafSpte(layout, { childPfn: number, adDisabled }, table);
          made.push(table);
          if (layout.mmioCaching) {
            const mmio = new MutableWord64();
            makeMmioSpte(layout, { gfn: number, access: 7, generation: number % 1024 }, mmio);
            made.push(mmio);
          }
          for (const spte of made) expect(spteFindings({ layout, spte, level })).toEqual([]);
        },
      ),
    );
  });
});

describe('what is wrong is found', () => {
  test.each([
    ['an address bit the CPU lacks', DIRTY_LEAF | (1n << 46n), 1, 'reserved-bits'],
    ['a large page that is not aligned', DIRTY_LEAF | 0x80n, 2, 'reserved-bits'],
    ['W without R', DIRTY_LEAF & ~5n, 1, 'combination'],
    ['X without R', DIRTY_LEAF & ~3n, 1, 'combination'],
    ['memory type 7', DIRTY_LEAF | 0x38n, 1, 'combination'],
    ['W without MMU-writable', DIRTY_LEAF & ~(1n << 58n), 1, 'writable-invariants'],
    ['MMU-writable without host-writable', DIRTY_LEAF & ~(1n << 57n), 1, 'writable-invariants'],
    ['A/D type 3', DIRTY_LEAF | (3n << 52n), 1, 'ad-type'],
    ['saved permissions of nobody', DIRTY_LEAF | (1n << 54n), 1, 'saved-bits'],
    ['no permission', DIRTY_LEAF & ~7n, 1, 'no-permission'],
    ['a table that forbids writes', 0x55905n, 2, 'nonleaf-permissions'],
    ['present to the CPU only', DIRTY_LEAF & ~0x800n, 1, 'present-to-cpu'],
    ['neither empty nor anything', 0x1000n, 1, 'not-empty'],
    ['a bit of nobody', DIRTY_LEAF | (1n << 61n), 1, 'no-field'],
    ['MMIO without its guard against L1TF', 0x6n, 1, 'l1tf'],
  ])('%s', (_, spte, level, key) => {
    expect(keysOf(v519, spte, level)).toContain(key);
  });

  test('several things at once are all said', () => {
    const spte = (DIRTY_LEAF | (1n << 46n)) & ~5n;
    expect(keysOf(v519, spte)).toEqual(['reserved-bits', 'combination']);
  });

  test('on other kernels and CPUs, what is wrong there', () => {
    const made = (layout: SpteLayout): bigint => {
      const out = new MutableWord64();
      makeSpte(layout, makeRequest(layout), out);
      return bigintOf(out);
    };
    const npt = layoutOf('v5.19/npt-48');
    expect(keysOf(npt, made(npt) & ~4n)).toEqual(['no-user']);
    const ve = layoutOf('v6.12/ept-ad-46');
    expect(keysOf(ve, made(ve) & ~(1n << 63n))).toEqual(['ve']);
    expect(keysOf(ve, 0n)).toEqual(['not-empty', 've']);
    const noad = layoutOf('v5.19/ept-noad-46');
    expect(keysOf(noad, made(noad) & ~(3n << 52n))).toEqual(['ad-without-cpu']);
  });

  test('bits are named as manuals do', () => {
    expect(setBits(word64Of(1n << 46n))).toBe('Bit 46');
    expect(setBits(word64Of((0x1fn << 47n) | 8n))).toBe('Bits 51:47 and 3');
    expect(setBits(word64Of(0x8000_0001_8000_0001n))).toBe('Bits 63, 32:31 and 0');
  });
});

describe('the decoder', () => {
  test('says what a leaf is and where it leads', () => {
    const model = decoderModel({ layout: v519, spte: word64Of(DIRTY_LEAF), level: 1 });
    expect(model).toMatchObject({ kind: 'WD', word: 'dirty', hex: '0x0600 0000 0123 4b77' });
    expect(model.facts).toEqual([
      { name: 'pfn', text: '0x1234' },
      { name: 'maps', text: '4 KiB of memory at 0x1234000' },
      { name: 'allows', text: 'reading, writing and executing' },
    ]);
    expect(model.findings).toEqual([]);
    expect(model.fields.rows.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['D', 'MW']),
    );
  });

  test('says of an MMIO SPTE which gfn, and from which generation', () => {
    const spte = new MutableWord64();
    makeMmioSpte(v519, { gfn: 0xfec00, access: 6, generation: 0x17 }, spte);
    expect(decoderModel({ layout: v519, spte, level: 1 }).facts).toEqual(
      expect.arrayContaining([
        { name: 'gfn', text: '0xfec00' },
        { name: 'generation', text: '0x17' },
      ]),
    );
  });

  test('the same bits are something else elsewhere', () => {
    const frozen = { layout: v519, spte: word64Of(0x5a0n), level: 1 };
    const rows = elsewhere(frozen, LAYOUTS);
    expect(rows).toHaveLength(LAYOUTS.length);
    expect(rows.filter(({ selected }) => selected).map(({ id }) => id)).toEqual([v519.id]);
    const row = (id: string) => rows.find((one) => one.id === id);
    expect(row('v5.19/ept-ad-46')).toMatchObject({ word: 'frozen', findings: 0 });
    expect(row('v4.15/ept-ad-46')).toMatchObject({ word: 'write-tracked' });
    expect(row('v6.12/ept-ad-46')).toMatchObject({ word: 'empty' });
    expect(row('v6.12/ept-ad-46')?.findings).toBeGreaterThan(0);
  });
});
