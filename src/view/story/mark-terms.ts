/** Where a text uses the words of the glossary: to be marked in the text itself. */
import { GLOSSARY, termPattern, type GlossaryTerm } from './glossary.ts';

export interface TextPart {
  readonly key: string;
  readonly text: string;
  /** Null: plain text. */
  readonly term: GlossaryTerm | null;
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly term: GlossaryTerm;
}

/**
 * The text in parts; each term is marked where it is met first, and not at all if what was said
 * `before` has it already. Of two that overlap, the one that begins first wins, then the longer one.
 */
export function markTerms(text: string, before = ''): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const found of firstOnes(occurrences(text), before)) {
    if (found.start > end) parts.push(plain(text, { start: end, end: found.start }));
    const word = text.slice(found.start, found.end);
    parts.push({ key: String(found.start), text: word, term: found.term });
    end = found.end;
  }
  if (end < text.length) parts.push(plain(text, { start: end, end: text.length }));
  return parts;
}

function plain(text: string, { end, start }: { start: number; end: number }): TextPart {
  return { key: String(start), text: text.slice(start, end), term: null };
}

/** Made once: a step marks several texts. */
const PATTERNS = GLOSSARY.map((term) => ({ term, pattern: new RegExp(termPattern(term), 'g') }));

function occurrences(text: string): Found[] {
  return PATTERNS.flatMap(({ pattern, term }) =>
    [...text.matchAll(pattern)].map(({ 0: word, index }): Found => ({
      start: index,
      end: index + word.length,
      term,
    })),
  ).sort((one, other) => one.start - other.start || other.end - one.end);
}

function firstOnes(all: readonly Found[], before: string): Found[] {
  const told = new Set<GlossaryTerm>();
  let end = 0;
  return all.filter((found) => {
    if (found.start < end) return false;
    // A longer word holds its letters, also where it is not marked again.
    end = found.end;
    if (told.has(found.term) || termPattern(found.term).test(before)) return false;
    told.add(found.term);
    return true;
  });
}
