/** The word somebody probably meant: for misspelt keys and names. */

/** How many letters must be inserted, left out or replaced to make one word of the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Longer ones are no misspelling of anything here, and would take long to compare. */
const WORD_MAX = 60;

/** The nearest of the known words, or null when none is near: a third of the letters may be wrong. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  if (word.length > WORD_MAX) return null;
  const lower = word.toLowerCase();
  let best: string | null = null;
  let bestDistance = 1 + Math.ceil(word.length / 3);
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** More words than this are counted instead of listed. */
const LISTED_MAX = 12;

/** `Did you mean "gfn"? Known here: gfn, spte.` */
export function suggestWord(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  const all =
    known.length > LISTED_MAX
      ? `There are ${known.length} known here.`
      : `Known here: ${known.join(', ')}.`;
  return nearest === null ? all : `Did you mean "${nearest}"? ${all}`;
}
