import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CompareLink } from './compare-link.ts';
import { decodeCompareLink } from './decode-compare-link.ts';
import { decodeLink } from './decode-link.ts';
import { encodeCompareLink } from './encode-compare-link.ts';

interface GoldenCompareLink {
  readonly name: string;
  readonly fragment: string;
  readonly link: CompareLink;
}

const goldenFile = new URL('./__golden__/compare-links-v1.json', import.meta.url);
const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as readonly GoldenCompareLink[];

const name = fc.stringMatching(/^[a-zA-Z0-9 _.é/-]{1,20}$/);
const run = fc.stringMatching(/^[a-z0-9:.~]{0,40}$/);
const digest = fc.stringMatching(/^[0-9a-f]{16}$/);

const shows = fc.constantFrom<Pick<CompareLink, 'show'>>(
  {},
  { show: 'spte' },
  { show: 'counters' },
);

const withoutPart = fc.record({
  source: fc.oneof(
    fc.record({ kind: fc.constant('shipped' as const), id: name }),
    fc.record({ kind: fc.constant('custom' as const), packed: fc.stringMatching(/^[\w-]{1,40}$/) }),
  ),
  left: fc.option(name),
  right: fc.option(name),
  run: fc.option(run),
  otherRun: fc.option(run),
  at: fc.nat({ max: 999_999 }),
  look: fc.constantFrom('side', 'overlay'),
  selection: fc.option(
    fc.record({ gfn: fc.nat({ max: 2 ** 31 }), level: fc.integer({ min: 1, max: 5 }) }),
  ),
  digests: fc.option(fc.record({ left: digest, right: digest })),
});

const links: fc.Arbitrary<CompareLink> = fc
  .tuple(withoutPart, shows)
  .map(([link, show]) => ({ ...link, ...show }));

describe('encode then decode', () => {
  test('gives back every comparison', () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(decodeCompareLink(`#${encodeCompareLink(link)}`)).toEqual({ link, issues: [] });
      }),
    );
  });

  test('no link to a run is one to a comparison, and none of these is one to a run', () => {
    fc.assert(
      fc.property(links, (link) => {
        const code = { code: 'link-compare' };
        expect(decodeLink(encodeCompareLink(link))).toMatchObject({ ok: false, issues: [code] });
      }),
    );
    expect(decodeCompareLink('v1/zap-drops-dirty-assist/after')).toBeNull();
    expect(decodeCompareLink('v1/~0063ompare/after')).toBeNull();
    expect(decodeCompareLink('v2/compare/x')).toBeNull();
  });
});

describe('what happens to links on their way', () => {
  const link = present(golden[0]).link;
  const fragment = encodeCompareLink(link);

  test('a changed or cut one is told of, and gives what can be saved', () => {
    const changed = decodeCompareLink(fragment.replace('at=14', 'at=15'));
    expect(changed?.issues).toMatchObject([{ code: 'link-changed' }]);
    expect(changed?.link).toEqual({ ...link, at: 15 });
    const cut = decodeCompareLink(fragment.slice(0, fragment.indexOf('&look')));
    expect(cut?.issues).toMatchObject([{ code: 'link-cut' }]);
    expect(cut?.link).toMatchObject({ source: link.source, left: link.left, run: link.run });
  });

  test('a field that cannot be read does not lose the others', () => {
    const odd = decodeCompareLink('v1/compare/zap/before/after?at=3&look=upside-down&more=1&c=0');
    expect(odd?.link).toMatchObject({ left: 'before', right: 'after', at: 3, look: 'side' });
    expect(odd?.issues.map(({ path }) => path)).toEqual(['c', 'more', 'look']);
  });

  test('one written by hand needs no checksum; without a scenario it compares what is open', () => {
    expect(decodeCompareLink('v1/compare/zap/before/after')).toMatchObject({
      link: { left: 'before', right: 'after', run: null, at: 0 },
      issues: [],
    });
    expect(decodeCompareLink('v1/compare')).toEqual({ link: null, issues: [] });
  });
});

describe('published links', () => {
  test.each(golden)('$name is read for ever', ({ fragment, link }) => {
    expect(decodeCompareLink(fragment)).toEqual({ link, issues: [] });
  });

  test.each(golden)('$name is written the same today', ({ fragment, link }) => {
    expect(encodeCompareLink(link)).toBe(fragment);
  });
});

function present(sample: GoldenCompareLink | undefined): GoldenCompareLink {
  if (sample === undefined) throw new Error('there are samples');
  return sample;
}
