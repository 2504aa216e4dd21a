import { describe, expect, it } from 'vitest';
import type { Listing } from './listing.ts';
import { run } from './testing/run-in-test.ts';

describe('list', () => {
  it('has the promised shape', async () => {
    const { code, out } = await run(['list', '--json']);
    expect(code).toBe(0);
    const listing = JSON.parse(out) as Listing;
    expect(Object.keys(listing)).toEqual(['scenarios', 'profiles', 'properties']);
    const [scenario] = listing.scenarios;
    expect(Object.keys(scenario!)).toEqual(['id', 'title', 'columns']);
    expect(scenario).toMatchObject({
      id: 'zap-drops-dirty-assist',
      columns: [
        { id: 'before', title: 'Before the patch', profile: 'v5.18pre' },
        { id: 'after', title: 'After the patch', profile: 'v5.18' },
      ],
    });
    expect(Object.keys(scenario!.columns[0]!)).toEqual(['id', 'title', 'profile', 'expected']);
    expect(scenario!.columns[0]!.expected).toMatchObject({ P8: 'sometimes', P10: 'never' });
    expect(listing.profiles).toContainEqual({ id: 'v5.18', title: 'Linux 5.18' });
    expect(Object.keys(listing.properties[0]!)).toEqual(['id', 'sentence']);
  });

  it('reads well', async () => {
    const { out } = await run(['list']);
    expect(out).toContain('  aging-drops-dirty: Aging forgets that a page is dirty\n');
    expect(out).toContain('    before  v5.18pre  P8 sometimes, P12 sometimes\n');
    expect(out).toContain('    after   v5.18     nothing is ever violated\n');
  });
});
