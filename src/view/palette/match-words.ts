/**
 * Does a text answer to what was typed? Every word typed must be found: best as a word, else at the
 * beginning of one, else within one, else as initials ("fpf" finds "fast page fault"). Words typed that
 * follow one another in the text, too, are what was meant: "step 1" is not "step 31: reads 1 entry".
 */
export interface WordMatch {
  /** Higher is better. */
  readonly score: number;
  /** Which characters of the text were meant, in order. */
  readonly at: readonly number[];
}

const SCORES = { start: 20, within: 8, letters: 1, wholeWord: 10 };

/** Null if some word is not found; nothing typed finds everything. */
export function matchWords(
  typed: string,
  text: string,
  how: 'whole' | 'or-letters' = 'or-letters',
): WordMatch | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  let score = 0;
  const at = new Set<number>();
  for (const word of words) {
    const match = wholeWord(word, lower) ?? (how === 'whole' ? null : lettersOf(word, lower));
    if (match === null) return null;
    score += match.score;
    match.at.forEach((index) => at.add(index));
  }
  const phrase = words.length > 1 ? wholeWord(words.join(' '), lower) : null;
  score += phrase?.score ?? 0;
  return { score, at: [...at].sort((a, b) => a - b) };
}

function wholeWord(word: string, text: string): WordMatch | null {
  const found = bestPlace(word, text);
  if (found === -1) return null;
  const begins = startsWord(text, found);
  const ends = endsWord(text, found + word.length);
  const score = (begins ? SCORES.start : SCORES.within) + (begins && ends ? SCORES.wholeWord : 0);
  return { score, at: Array.from(word, (_, index) => found + index) };
}

/** The first place as a word, else at the beginning of one, else anywhere; -1 if there is none. */
function bestPlace(word: string, text: string): number {
  let best = text.indexOf(word);
  for (let at = best; at !== -1; at = text.indexOf(word, at + 1)) {
    if (!startsWord(text, at)) continue;
    if (endsWord(text, at + word.length)) return at;
    if (!startsWord(text, best)) best = at;
  }
  return best;
}

function startsWord(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

function endsWord(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.charAt(at));
}

/** Each letter at the beginning of a word or right after the one before: else anything finds anything. */
function lettersOf(word: string, text: string): WordMatch | null {
  const from = (index: number, last: number): number[] | null => {
    if (index === word.length) return [];
    for (let at = last + 1; at < text.length; at++) {
      if (text.charAt(at) !== word.charAt(index)) continue;
      if (at !== last + 1 && !startsWord(text, at)) continue;
      const rest = from(index + 1, at);
      if (rest !== null) return [at, ...rest];
    }
    return null;
  };
  const at = from(0, -2);
  return at === null ? null : { score: SCORES.letters, at };
}
