import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LAYOUTS } from '../engine/layout/registry.ts';
import { checksum } from './checksum.ts';
import { decodeLink } from './decode-link.ts';
import { decodeSpteLink } from './decode-spte-link.ts';
import { encodeSpteLink } from './encode-spte-link.ts';
import type { SpteLink } from './spte-link.ts';

interface GoldenSpteLink {
  readonly name: string;
  readonly fragment: string;
  readonly link: SpteLink;
}

const goldenFile = new URL('./__golden__/spte-links-v1.json', import.meta.url);
const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as readonly GoldenSpteLink[];

const half = fc.nat({ max: 0xffff_ffff });

const links: fc.Arbitrary<SpteLink> = fc.record({
  spte: fc.record({ lo: half, hi: half }),
  level: fc.integer({ min: 1, max: 4 }),
  layout: fc.option(fc.constantFrom(...LAYOUTS.map(({ id }) => id)), { nil: null }),
});

const LINK: SpteLink = {
  spte: { lo: 0x0123_4b77, hi: 0x0600_0000 },
  level: 1,
  layout: 'v5.19/ept-ad-46',
};

describe('encode then decode', () => {
  test('gives back every value, level and layout', () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(decodeSpteLink(`#${encodeSpteLink(link)}`)).toEqual({ link, issues: [] });
      }),
    );
  });

  test('no link to a run is one to the decoder, and none of these is one to a run', () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(decodeLink(encodeSpteLink(link))).toMatchObject({
          ok: false,
          problem: 'foreign',
          issues: [{ code: 'link-decode' }],
        });
      }),
    );
    expect(decodeLink('v1/compare/x')).toMatchObject({ issues: [{ code: 'link-compare' }] });
    expect(decodeLink('v1/trace')).toMatchObject({ issues: [{ code: 'link-trace' }] });
    expect(decodeSpteLink('v1/zap-drops-dirty-assist/after')).toBeNull();
    expect(decodeSpteLink('v1/~0064ecode')).toBeNull();
  });
});

describe('what happens to links on their way', () => {
  const fragment = encodeSpteLink(LINK);

  test.each([
    ['percent escapes', encodeURIComponent(fragment)],
    ['HTML escapes', fragment.replaceAll('&', '&amp;')],
    ['the whole address in brackets', `<https://example.org/sptescope/#${fragment}>.`],
  ])('%s: repaired', (_, text) => {
    expect(decodeSpteLink(text)).toEqual({ link: LINK, issues: [] });
  });

  test('a cut or changed link is recognised, and gives what it still says', () => {
    expect(decodeSpteLink(fragment.slice(0, -9))).toMatchObject({
      link: { spte: LINK.spte },
      issues: [{ code: 'link-cut' }],
    });
    expect(decodeSpteLink(fragment.replace('4b77', '4b76'))).toMatchObject({
      issues: [{ code: 'link-changed' }],
    });
  });

  test('a value written by hand needs no checksum', () => {
    for (const text of ['v1/decode/0x600000001234B77', '#v1/decode/600000001234b77']) {
      expect(decodeSpteLink(text)).toEqual({
        link: { spte: LINK.spte, level: 1, layout: null },
        issues: [],
      });
    }
  });

  test.each(['v1/decode', 'v1/decode/', 'v1/decode/xyz', 'v1/decode/12345678901234567'])(
    'no value to decode: "%s"',
    (text) => {
      expect(decodeSpteLink(text)).toMatchObject({ link: null, issues: [{ code: 'link-spte' }] });
    },
  );

  test('a level that no table has is said, and the rest is followed', () => {
    const body = 'v1/decode/600000001234b77?level=7';
    expect(decodeSpteLink(`${body}&c=${checksum(body)}`)).toMatchObject({
      link: { spte: LINK.spte, level: 1 },
      issues: [{ code: 'link-field', path: 'level' }],
    });
  });

  test('a later format is left to the one who names it', () => {
    expect(decodeSpteLink(fragment.replace('v1', 'v9'))).toBeNull();
    expect(decodeLink(fragment.replace('v1', 'v9'))).toMatchObject({ problem: 'newer' });
  });
});

test.each(golden)('the frozen corpus: $name', ({ fragment, link }) => {
  expect(decodeSpteLink(fragment)).toEqual({ link, issues: [] });
  expect(encodeSpteLink(link)).toBe(fragment);
});
