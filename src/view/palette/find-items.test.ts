import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findItems, type PaletteGroup, type PaletteItem } from './find-items.ts';
import { matchWords } from './match-words.ts';

function item(group: PaletteGroup, title: string, detail = ''): PaletteItem {
  return { key: `${group}/${title}`, group, title, detail, keys: [], run: () => undefined };
}

const ITEMS = [
  item('Commands', 'Play, pause', 'Space'),
  item('Commands', 'To the end of the run'),
  item('Steps', 'Step 3: zapper reads the SPTE of gfn 0x205'),
  item('Steps', 'Step 30: zapper lets go of mmu_lock'),
  item('Scenarios', 'A zap forgets that a page is dirty', 'TLB flush'),
  item('Scenarios', 'Fast page fault against a zap'),
];

function titles(typed: string): string[] {
  return findItems(typed, ITEMS).flatMap(({ found }) => found.map(({ item: { title } }) => title));
}

describe('what is typed finds', () => {
  test('every word of it, in any order', () => {
    expect(titles('dirty zap')).toEqual(['A zap forgets that a page is dirty']);
    expect(titles('zap unicorn')).toEqual([]);
  });

  test('the initials of words, but not letters scattered anywhere', () => {
    expect(titles('fpf')).toEqual(['Fast page fault against a zap']);
    expect(matchWords('fpf', 'if people offer')).toBeNull();
  });

  test('the beginning of a word before the middle of one', () => {
    expect(titles('pa')[0]).toBe('Play, pause');
    const [first] = findItems('end', [item('Steps', 'sends'), item('Steps', 'to the end')]);
    expect(first?.found.map(({ item: found }) => found.title)).toEqual(['to the end', 'sends']);
  });

  test('the step of that number before longer numbers, and words together before words apart', () => {
    expect(titles('step 3')[0]).toMatch(/^Step 3:/);
    const apart = item('Steps', 'Step 30: 3 readers');
    const [first] = findItems('step 3', [apart, item('Steps', 'Step 3: nothing')]);
    expect(first?.found[0]?.item.title).toBe('Step 3: nothing');
  });

  test('what stands beside a title, after what is in one', () => {
    expect(titles('flush')).toEqual(['A zap forgets that a page is dirty']);
    expect(titles('space')).toEqual(['Play, pause']);
    const [first] = findItems('tlb', [item('Steps', 'read', 'the TLB'), item('Steps', 'the TLB')]);
    expect(first?.found.map(({ item: found }) => found.title)).toEqual(['the TLB', 'read']);
  });

  test('everything when it is nothing, groups in the order given, and says how many more there are', () => {
    const many = Array.from({ length: 40 }, (_, n) => item('Steps', `Step ${n}`));
    const groups = findItems('  ', [...ITEMS.slice(0, 2), ...many]);
    expect(groups.map(({ group }) => group)).toEqual(['Commands', 'Steps']);
    const steps = groups[1]!;
    expect(steps.found.length + steps.more).toBe(40);
  });
});

test('the characters marked are the characters typed', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-f ]{1,24}$/),
      fc.stringMatching(/^[a-f]{1,3}$/),
      (text, word) => {
        const match = matchWords(word, text);
        const marked = match?.at.map((index) => text.charAt(index)).join('');
        expect(marked ?? word).toBe(word);
        if (text.includes(word)) expect(match).not.toBeNull();
      },
    ),
  );
});
