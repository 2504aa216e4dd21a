import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GLOSSARY, termsIn } from './glossary.ts';
import { markTerms } from './mark-terms.ts';

const marked = (text: string, before?: string): string[] =>
  markTerms(text, before)
    .filter(({ term }) => term !== null)
    .map(({ text: word, term }) => `${word}: ${term?.term ?? ''}`);

describe('words marked in a text', () => {
  test('each where it is met first, in whatever form', () => {
    expect(marked('The TLBs hold it; a flush empties a TLB.')).toEqual([
      'TLBs: TLB',
      'flush: flush',
    ]);
  });

  test('not again below a text that has them', () => {
    expect(marked('Look at the TLB, and at mmu_lock.', 'A TLB is filled.')).toEqual([
      'mmu_lock: mmu_lock',
    ]);
  });

  test('the longer of two that overlap', () => {
    expect(marked('a fast page fault')).toEqual(['fast page fault: fast page fault']);
    // Nor does a part of it count where the whole is not marked again.
    expect(marked('a fast page fault, a fast page fault')).toEqual([
      'fast page fault: fast page fault',
    ]);
  });

  test('the article is no Accessed bit, and the letter is one', () => {
    expect(marked('A guest page')).toEqual(['guest: guest']);
    expect(marked('with A and D')).toEqual(['A: Accessed', 'D: Dirty']);
  });

  test('the parts are the text, and mark what the list beside it would hold', () => {
    const word = fc.constantFrom(...GLOSSARY.map(({ term }) => term), 'and', 'so', '. ', 'zapping');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join(' ');
        const parts = markTerms(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        const terms = parts.flatMap(({ term }) => term ?? []);
        expect(new Set(terms).size).toBe(terms.length);
        expect(termsIn(text)).toEqual(expect.arrayContaining(terms));
      }),
    );
  });
});
