/**
 * Which differences between two pictures in words are none. Words, colours, boxes and what lines join have
 * to be the same; a distance may be a little off, as it is in another Chromium: glyphs that are rounded to
 * whole pixels or are not, with all that stands behind them in a row.
 */

/** 3 px are a difference: a row that is so much lower does not stand evenly between its neighbours. */
const TOLERANCE_PX = 2;
/** The rest of a row is as wide as all the words in it leave it. */
const GAP_SHARE = 0.12;
const PLACE_SHARE = 0.03;
/** Within a row; what is less is not told. */
const LOWER_PX = 3;
const CUT_LETTERS = 3;
const LETTER_PX = 12;

/** `now`, with every line that is no different as it was kept: so it is the same text, or shows what is new. */
export function settled(kept: string, now: string): string {
  const before = kept.split('\n');
  const lines = now.split('\n');
  const pairs = pairLines(before, lines);
  return lines.map((line, i) => before[pairs.get(i) ?? -1] ?? line).join('\n');
}

/** Longest common subsequence: which line was kept as which. */
function pairLines(before: readonly string[], now: readonly string[]): ReadonlyMap<number, number> {
  const width = now.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      lengths[i * width + j] = isSameLine(before[i] ?? '', now[j] ?? '')
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs = new Map<number, number>();
  for (let i = 0, j = 0; i < before.length && j < now.length;) {
    if (isSameLine(before[i] ?? '', now[j] ?? '')) pairs.set(j++, i++);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

/** `_12` is a gap, `@12` a place, a size, or how far below the row before; `;3` how much lower than its row. */
const DISTANCE = /(?<=^| |,|\d)([_@;])(-?\d+)/;
const LEVEL_GAP = /(?<=^| )(_-?\d+)(?= |$)/g;

const partsOf = (line: string): string[] => line.replace(LEVEL_GAP, '$1;0').split(DISTANCE);

function isSameLine(a: string, b: string): boolean {
  if (a === b) return true;
  const before = partsOf(a);
  const now = partsOf(b);
  return before.length === now.length && before.every((part, i) => isSamePart(i, part, now));
}

/** Words, then `_` or `@`, then a number, and so on. */
function isSamePart(i: number, part: string, now: readonly string[]): boolean {
  const other = now[i] ?? '';
  if (i % 3 !== 2) return part === other || isSameCut(part, other);
  const kind = now[i - 1];
  const share = kind === '_' ? GAP_SHARE : PLACE_SHARE;
  const [one, two] = [Number(part), Number(other)];
  const larger = Math.max(Math.abs(one), Math.abs(two));
  if (kind === ';') return Math.abs(one - two) <= LOWER_PX;
  const least = isCut(now[i - 2]) ? LETTER_PX : TOLERANCE_PX;
  return Math.abs(one - two) <= Math.max(least, share * larger);
}

const isCut = (words = ''): boolean => /…(\{[^}]*\})? $/.test(words);

/** A text that is cut off may be so a letter earlier or later. */
function isSameCut(a: string, b: string): boolean {
  const [one, two] = [a.split('…'), b.split('…')];
  if (one.length !== 2 || two.length !== 2 || one[1] !== two[1]) return false;
  const [shorter = '', longer = ''] = [one[0] ?? '', two[0] ?? ''].sort(
    (x, y) => x.length - y.length,
  );
  return longer.startsWith(shorter) && longer.length - shorter.length <= CUT_LETTERS;
}
