import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAGE } from '../../trace/reports/page-code.ts';
import { mapColumns, mapLevels, type MapLevels } from './map-levels.ts';
import { mapTexts } from './map-ranges.ts';
import { mapSpans, spanWith } from './map-spans.ts';
import {
  fitted,
  pageUnder,
  pannedMap,
  placeOfPage,
  revealingPage,
  zoomedMap,
  type MapViewport,
} from './map-viewport.ts';
import { RANKS, RANK_OF, pageWords, rankMeaning } from './page-rank.ts';
import { paintMap, type MapTiles } from './paint-map.ts';

const SIZE = { width: 96, height: 64 };
/** SPTE_STATES: none, mmio, frozen, nonleaf, RO, WT, WP, WC, WD, AT. */
const WD = 8;
const RO = 4;

/** Every rank is a pixel of its own number; beside the map is all ones. */
function tilesFor(zoom: number): MapTiles {
  const dots = Uint32Array.from({ length: RANKS }, (_, rank) => rank);
  const area = 4 ** Math.max(zoom, 0);
  const pages = Array.from(dots, (rank) => new Uint32Array(area).fill(rank));
  return { ground: 0xffff_ffff, dots, pages };
}

function painted(levels: MapLevels, viewport: MapViewport): Uint32Array {
  const pixels = new Uint32Array(SIZE.width * SIZE.height);
  paintMap(levels, viewport, { target: { ...SIZE, pixels }, tiles: tilesFor(viewport.zoom) });
  return pixels;
}

const someCodes = fc
  .array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 200 })), { minLength: 1, maxLength: 30 })
  .map((runs) => Uint8Array.from(runs.flatMap(([code, count]) => Array<number>(count).fill(code))));

describe('the severity of a dot', () => {
  test('a finding wins over what changed, and that over any state', () => {
    const worst = (...codes: number[]): unknown =>
      rankMeaning(Math.max(...codes.map((code) => RANK_OF[code] ?? 0)));
    expect(worst(WD, RO | PAGE.CHANGED)).toEqual({ state: 'RO', mark: 'changed' });
    expect(worst(WD | PAGE.CHANGED, RO | PAGE.FINDING)).toEqual({ state: 'RO', mark: 'finding' });
    expect(worst(0, WD, RO)).toEqual({ state: 'WD', mark: 'none' });
    expect(pageWords(WD | PAGE.HUGE | PAGE.FINDING)).toBe(
      'dirty, part of a large page, with a finding',
    );
  });

  test('at every size the whole map shows the worst there is', () => {
    fc.assert(
      fc.property(someCodes, fc.integer({ min: 0, max: 6 }), (codes, log) => {
        const levels = mapLevels(codes, 2 ** log);
        const worst = Math.max(...Array.from(codes, (code) => RANK_OF[code] ?? 0));
        for (const { columns, ranks, rows } of levels) {
          expect(ranks.length).toBe(columns * rows);
          expect(Math.max(...ranks)).toBe(worst);
        }
        expect(levels.at(-1)!.ranks.length).toBe(1);
      }),
    );
  });
});

describe('the picture', () => {
  const views = fc.record({
    codes: someCodes,
    steps: fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 6 }),
    about: fc.record({ x: fc.nat(95), y: fc.nat(63) }),
    by: fc.record({ x: fc.integer({ min: -90, max: 90 }), y: fc.integer({ min: -90, max: 90 }) }),
  });

  test('each pixel is the worst of the pages under it, wherever one has zoomed and panned', () => {
    fc.assert(
      fc.property(views, ({ about, by, codes, steps }) => {
        const levels = mapLevels(codes, 32);
        const asked = { levels, size: SIZE };
        let viewport = fitted(levels, SIZE);
        for (const step of steps) viewport = zoomedMap(viewport, { ...asked, about, steps: step });
        viewport = pannedMap(viewport, { ...asked, by });
        const pixels = painted(levels, viewport);
        const pagesWide = Math.max(1, 2 ** -viewport.zoom);
        for (const [x, y] of [
          [0, 0],
          [about.x, about.y],
          [95, 63],
        ] as const) {
          const page = pageUnder({ x, y }, viewport, levels);
          let worst = page === null ? 0xffff_ffff : 0;
          for (let dy = 0; page !== null && dy < pagesWide; dy++) {
            for (let dx = 0; dx < Math.min(pagesWide, 32); dx++) {
              worst = Math.max(worst, RANK_OF[codes[page + dy * 32 + dx] ?? 0] ?? 0);
            }
          }
          expect(pixels[y * SIZE.width + x]).toBe(worst);
        }
      }),
    );
  });

  test('a page is where it is said to be, and can be brought on screen', () => {
    fc.assert(
      fc.property(someCodes, fc.nat(), fc.integer({ min: 0, max: 5 }), (codes, n, steps) => {
        const levels = mapLevels(codes, 64);
        const asked = { levels, size: SIZE };
        const page = n % codes.length;
        const about = { x: 5, y: 5 };
        const near = zoomedMap(fitted(levels, SIZE), { ...asked, about, steps });
        const viewport = revealingPage(page, near, asked);
        const { x, y } = placeOfPage(page, viewport, levels);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThan(SIZE.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThan(SIZE.height);
        if (viewport.zoom >= 0) expect(pageUnder({ x, y }, viewport, levels)).toBe(page);
      }),
    );
  });

  test('zooming in about a place leaves it under the pointer', () => {
    const levels = mapLevels(new Uint8Array(1 << 14).fill(WD), 128);
    const start = fitted(levels, SIZE);
    const about = { x: 40, y: 30 };
    const page = pageUnder(about, start, levels)!;
    const near = zoomedMap(start, { levels, size: SIZE, about, steps: 3 });
    const { x, y } = placeOfPage(page, near, levels);
    expect(Math.hypot(x - about.x, y - about.y)).toBeLessThanOrEqual(2 ** 3 * 2);
  });

  test('rows are as long as the picture is wide for its height', () => {
    expect(mapColumns(1 << 20, { width: 1000, height: 1000 })).toBe(1024);
    expect(mapColumns(1 << 20, { width: 1600, height: 400 })).toBe(2048);
    expect(mapColumns(10, { width: 1600, height: 400 })).toBe(32);
  });
});

describe('the same as text', () => {
  test('every page is counted once, and ranges with a finding come first', () => {
    const codes = new Uint8Array(1000);
    codes.fill(WD, 10, 500);
    codes.fill(RO, 600, 610);
    codes[20] = WD | PAGE.FINDING;
    codes.fill(WD | PAGE.HUGE, 700, 800);
    const { changed, findings, huge, rangeCount, ranges, totals } = mapTexts(codes, 0x1000);
    expect(totals.map(({ pages, word }) => [word, pages])).toEqual([
      ['dirty', 590],
      ['read-only', 10],
    ]);
    expect({ changed, findings, huge, rangeCount }).toEqual({
      changed: 0,
      findings: 1,
      huge: 100,
      rangeCount: 5,
    });
    expect(ranges[0]).toEqual({
      gfnFirst: 0x1014,
      gfnLast: 0x1014,
      words: 'dirty, with a finding',
      isFinding: true,
    });
  });

  test('stretches with large holes between them are maps of their own, and one of all', () => {
    const populated = [
      { first: 0, end: 512 },
      { first: 0x1000, end: 0x2000 },
      { first: 0xfee00, end: 0xff000 },
    ];
    const spans = mapSpans(populated);
    expect(spans).toEqual([
      { first: 0, pages: 0xff000 },
      { first: 0, pages: 0x2000 },
      { first: 0xfee00, pages: 0x200 },
    ]);
    expect(spanWith(spans, 0xfee01)).toBe(0);
    expect(mapSpans(populated.slice(0, 2))).toEqual([{ first: 0, pages: 0x2000 }]);
    const far = [...populated, { first: 2 ** 30, end: 2 ** 30 + 512 }];
    expect(mapSpans(far).length).toBe(3);
    expect(spanWith(mapSpans(far), 2 ** 30)).toBe(2);
  });
});
