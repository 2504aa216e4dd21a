import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textDeflater } from '../client/text-deflater.ts';
import { decodeLink } from './decode-link.ts';
import { encodeLink } from './encode-link.ts';
import { LINK_PARTS } from './link-fields.ts';
import { CURRENT_LINK_VERSION, type Link, type LinkSource } from './link.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import { packSource, unpackSource } from './source-text.ts';
import { UPGRADERS, upgradeLink } from './upgraders.ts';

interface GoldenLink {
  readonly name: string;
  readonly fragment: string;
  readonly link: Link;
  /** Of the scenario inside, when there is one. */
  readonly text: string | null;
}

const goldenFile = new URL('./__golden__/links-v1.json', import.meta.url);
const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as readonly GoldenLink[];

const LINK: Link = {
  source: { kind: 'shipped', id: 'zap-drops-dirty-assist' },
  column: 'before',
  run: 'zap:7.vcpu0:5.zap:3',
  at: 9,
  selection: { gfn: 0x205, level: 1 },
  digest: '0123456789abcdef',
};

const HEX = '0123456789abcdef'.split('');
const CHARACTERS = 'abcxyz0189'.split('');

const ACTORS = [{ id: 'vcpu0' }, { id: 'vcpu1' }, { id: 'zap' }, { id: 'odd name' }];

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const runs = fc
  .array(fc.record({ actor: fc.nat({ max: 3 }), variant: fc.nat({ max: 12 }) }))
  .map((steps) => formatSchedule(steps, ACTORS));

const shows = fc.option(
  fc.constantFrom(...LINK_PARTS).map((show) => ({ show })),
  { nil: {} },
);

const linksTo = (source: fc.Arbitrary<LinkSource>): fc.Arbitrary<Link> =>
  fc.tuple(placesOf(source), shows).map(([place, show]) => ({ ...place, ...show }));

const placesOf = (source: fc.Arbitrary<LinkSource>) =>
  fc.record({
    source,
    column: orNull(fc.string({ minLength: 1, unit: 'binary' })),
    run: orNull(runs),
    at: orNull(fc.nat({ max: 999_999 })),
    selection: orNull(
      fc.record({ gfn: fc.nat({ max: 2 ** 40 }), level: fc.integer({ min: 1, max: 5 }) }),
    ),
    digest: orNull(fc.string({ unit: fc.constantFrom(...HEX), minLength: 16, maxLength: 16 })),
  });

const shipped = fc
  .oneof(
    fc.constantFrom('custom', 'decode', 'zap-drops-dirty-assist'),
    fc.string({ minLength: 1, unit: 'binary' }),
  )
  .map((id): LinkSource => ({ kind: 'shipped', id }));

describe('encode then decode', () => {
  test('gives back every link to a shipped scenario', () => {
    fc.assert(
      fc.property(linksTo(shipped), (link) => {
        expect(decodeLink(`#${encodeLink(link)}`)).toEqual({ ok: true, link, notes: [] });
      }),
    );
  });

  test('gives back every link that carries its scenario, and the text of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 2000 }),
        linksTo(shipped),
        async (text, base) => {
          const link: Link = {
            ...base,
            source: { kind: 'custom', packed: await packSource(text, textDeflater) },
          };
          const decoded = decodeLink(encodeLink(link));
          expect(decoded).toEqual({ ok: true, link, notes: [] });
          if (!decoded.ok || decoded.link.source.kind !== 'custom') throw new Error('unreachable');
          expect(await unpackSource(decoded.link.source.packed, textDeflater)).toEqual({
            ok: true,
            value: text,
          });
        },
      ),
    );
  });

  test('is short and free of characters that mail and chat programs break', () => {
    const fragment = encodeLink(LINK);
    expect(fragment).toMatch(/^[A-Za-z0-9_~:.?&=/-]+$/);
    expect(fragment).toMatch(/[a-z0-9]$/);
    expect(fragment.length).toBeLessThan(110);
  });
});

describe('what happens to links on their way', () => {
  const fragment = encodeLink(LINK);

  test.each([
    ['percent escapes', encodeURIComponent(fragment)],
    ['HTML escapes', fragment.replaceAll('&', '&amp;')],
    ['a broken line', `${fragment.slice(0, 60)}\n  ${fragment.slice(60)}`],
    ['a bracket and a full stop behind', `${fragment}>.`],
    ['the whole address', `https://example.org/sptescope/#${fragment}`],
  ])('%s: repaired', (_, text) => {
    expect(decodeLink(text)).toEqual({ ok: true, link: LINK, notes: [] });
  });

  test('a cut link is recognised wherever it was cut behind the path', () => {
    for (let end = fragment.indexOf('?') + 2; end < fragment.length; end++) {
      const decoded = decodeLink(fragment.slice(0, end));
      expect(decoded).toMatchObject({ ok: false, problem: 'damaged' });
    }
  });

  test('a cut link gives what it still says', () => {
    const decoded = decodeLink(fragment.slice(0, fragment.indexOf('&sel')));
    expect(decoded).toEqual({
      ok: false,
      problem: 'damaged',
      issues: [expect.objectContaining({ code: 'link-cut' })],
      partial: { ...LINK, selection: null, digest: null },
    });
  });

  test('any changed character is noticed', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: fragment.length - 1 }),
        fc.constantFrom(...CHARACTERS),
        (at, character) => {
          fc.pre(at > 2 && fragment[at] !== character);
          const changed = fragment.slice(0, at) + character + fragment.slice(at + 1);
          expect(decodeLink(changed).ok).toBe(false);
        },
      ),
    );
  });

  test('a cut custom link cannot be unpacked, and says so', async () => {
    const packed = await packSource('scenario: text\n'.repeat(40), textDeflater);
    for (const damaged of [packed.slice(0, -9), 'A', 'not*base64', 'AAAA']) {
      const text = await unpackSource(damaged, textDeflater);
      expect(text).toMatchObject({ ok: false, issues: [{ code: 'source', path: 'src' }] });
    }
  });

  test('a small link that unpacks to a huge text is refused', async () => {
    const packed = await packSource('a'.repeat(3_000_000), textDeflater);
    expect(packed.length).toBeLessThan(10_000);
    expect((await unpackSource(packed, textDeflater)).ok).toBe(false);
  });
});

describe('links of other kinds', () => {
  test.each(['', '#', 'hello', 'section-2', 'v1', 'v0/x', 'v1/', 'v1/?at=2&c=abcdef', 'vx/zap'])(
    'foreign text: "%s"',
    (text) => {
      expect(decodeLink(text)).toMatchObject({ ok: false, partial: null });
    },
  );

  test('a newer format is named', () => {
    expect(decodeLink('#v3/zap?x=1&c=000000')).toMatchObject({
      ok: false,
      problem: 'newer',
      issues: [
        {
          message:
            'This link was made by a newer sptescope (link format 3; this page reads up to 1).',
        },
      ],
    });
  });

  test('a path written by hand needs no checksum', () => {
    expect(decodeLink('#v1/zap-drops-dirty-assist/after')).toEqual({
      ok: true,
      link: {
        source: { kind: 'shipped', id: 'zap-drops-dirty-assist' },
        column: 'after',
        run: null,
        at: null,
        selection: null,
        digest: null,
      },
      notes: [],
    });
  });

  test('one bad field does not lose the others', async () => {
    const body = 'v1/zap/before?run=zap:7&at=nine&sel=205:1&show=attic&zoom=3';
    const { checksum } = await import('./checksum.ts');
    expect(decodeLink(`${body}&c=${checksum(body)}`)).toEqual({
      ok: true,
      link: {
        source: { kind: 'shipped', id: 'zap' },
        column: 'before',
        run: 'zap:7',
        at: null,
        selection: { gfn: 0x205, level: 1 },
        digest: null,
      },
      notes: [
        expect.objectContaining({ code: 'link-field', path: 'zoom' }),
        expect.objectContaining({
          code: 'link-field',
          path: 'show',
          message: 'The field "show" of this link cannot be read: "attic".',
        }),
        expect.objectContaining({ code: 'link-field', path: 'at' }),
      ],
    });
  });
});

describe('the frozen corpus', () => {
  test.each(golden)('$name', async ({ fragment, link, text }) => {
    const decoded = decodeLink(fragment);
    expect(decoded).toEqual({ ok: true, link, notes: [] });
    if (text === null) return;
    const { source } = link;
    expect(await unpackSource('packed' in source ? source.packed : '', textDeflater)).toEqual({
      ok: true,
      value: text,
    });
  });

  test('has links of every version, and links of today are still made the same', () => {
    expect(UPGRADERS).toHaveLength(CURRENT_LINK_VERSION - 1);
    for (const { fragment, link } of golden) expect(encodeLink(link)).toBe(fragment);
  });
});

test('upgraders run in order, each from its own version', () => {
  const raw = { version: 1, path: ['x'], fields: new Map<string, string>() };
  const visited: number[] = [];
  const upgraded = upgradeLink(raw, [
    (link) => {
      visited.push(link.version);
      return link;
    },
  ]);
  // Format 1 is today's: nothing to upgrade until there is a format 2.
  expect(visited).toEqual([]);
  expect(upgraded).toEqual(raw);
});
