import { describe, expect, test } from 'vitest';
import { readOwnKeys, type OwnKeys } from '../../state/own-keys.ts';
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
