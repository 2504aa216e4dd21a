import { describe, expect, test } from 'vitest';
import { readOwnKeys, type OwnKeys } from '../../state/own-keys.ts';
import { ALL_KEYS, areTogether } from './all-keys.ts';
import { bindingFor } from './key-table.ts';
import { rebind, unbind } from './rebind.ts';

const NONE: OwnKeys = {};

function given(id: 'next' | 'column' | 'story', key: string, own: OwnKeys = NONE): OwnKeys {
  const rebound = rebind(id, key, own);
  if (!rebound.ok) throw new Error(rebound.said);
  return rebound.own;
}

describe('a key of one’s own', () => {
  test('does what it was given to; the key the command came with does nothing any more', () => {
    const own = given('column', 'm');
    expect(bindingFor('m', own)?.id).toBe('column');
    expect(bindingFor('M', own)?.id).toBe('column');
    expect(bindingFor('c', own)).toBeUndefined();
    expect(bindingFor('n', own)?.id).toBe('next-moment');
  });

  test('is refused while another command has it, by name', () => {
    const refused = rebind('column', 'n', NONE);
    expect(refused.ok).toBe(false);
    expect(refused.said).toMatch(/^n is the key of “On to the next moment .*” already/);
    // Free again once that one has another key.
    const own = given('column', 's', given('story', 'm'));
    expect(bindingFor('s', own)?.id).toBe('column');
  });

  test('pressing the key a command has already leaves it that one', () => {
    expect(bindingFor('c', given('column', 'c'))?.id).toBe('column');
  });

  test.each(['Tab', 'Enter', 'Escape', 'Dead'])('%s is not given away', (key) => {
    expect(rebind('next', key, NONE)).toMatchObject({ ok: false });
  });

  test('goes back, unless its old key is another’s by then', () => {
    const moved = given('story', 'm');
    expect(unbind('story', moved)).toMatchObject({ ok: true, own: {} });
    const swapped = given('column', 's', moved);
    expect(unbind('story', swapped)).toMatchObject({ ok: false });
  });
});

describe('what storage holds', () => {
  const read = (stored: unknown): OwnKeys => readOwnKeys({ read: () => stored, write: () => true });

  test('is taken as far as it is lists of keys', () => {
    expect(read({ column: ['m'], next: 'm', story: [1], back: null })).toEqual({ column: ['m'] });
  });

  test.each([null, 5, 'keys', [['m']], [{}], true])('%j is no reason to stumble', (stored) => {
    expect(bindingFor('n', read(stored))?.id).toBe('next-moment');
  });
});

describe('the keys of all views', () => {
  test('as they come, no two that are listened to together are the same', () => {
    const collisions = ALL_KEYS.flatMap((row) =>
      row.keys.flatMap((key) =>
        ALL_KEYS.filter(
          (other) =>
            other.id !== row.id && areTogether(other.scope, row.scope) && other.keys.includes(key),
        ).map((other) => `${key}: ${row.id}, ${other.id}`),
      ),
    );
    expect(collisions).toEqual([]);
  });

  test('each command has words of its own', () => {
    const titles = ALL_KEYS.map(({ title }) => title);
    expect(titles).not.toContain('');
    const twice = titles.filter((title, i) => titles.indexOf(title) !== i);
    expect(twice).toEqual([]);
  });

  test('a key is refused where it is another’s, and given where that one is not listened to', () => {
    expect(rebind('compare/next', 'y', NONE)).toMatchObject({
      ok: false,
      said: expect.stringContaining('Copy the link to exactly this comparison') as unknown,
    });
    expect(rebind('trace/next', 'y', NONE)).toMatchObject({
      ok: true,
      own: { 'trace/next': ['y'] },
    });
    // Decoding is everywhere, zooming in the workbench and when comparing.
    expect(rebind('trace/next', 'd', NONE).ok).toBe(false);
    expect(rebind('compare/next', 'z', NONE).ok).toBe(false);
    expect(rebind('next', 'z', NONE).ok).toBe(false);
    expect(rebind('trace/next', 'z', NONE).ok).toBe(true);
  });
});
