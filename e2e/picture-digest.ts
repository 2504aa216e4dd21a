/**
 * A picture in words, as far as a reader would notice a difference: what stands where beside what, in
 * which colour, in which box, with which lines. Not in pixels: a font that is a hair wider changes nothing,
 * a letter of a bit or an arrow does; and whoever reviews a change of it can read it.
 */
import { readFileSync } from 'node:fs';

/** A painted shape, placed in the picture. */
export interface DrawnShape {
  readonly tag: string;
  /** Empty for what is no text. */
  readonly text: string;
  readonly struck: boolean;
  readonly fill: string;
  readonly stroke: string;
  readonly dashed: boolean;
  readonly arrow: boolean;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Further apart in height, they are two rows. */
const ROW_PX = 6;
/** What most of a picture is painted in. */
const PLAIN = ['text', 'text-muted', 'bg', 'surface', 'surface-2', 'surface-3', 'border', 'none'];

const TOKENS = readFileSync(new URL('../src/ui/theme/tokens.css', import.meta.url), 'utf8');

/** Names of the colours, from those of the dark theme. Actors may share one with what it stands for. */
const NAMES = new Map<string, string>();
for (const [, name, colour] of TOKENS.matchAll(/--([\w-]+): light-dark\(#\w+, (#\w+)\);/g)) {
  if (name !== undefined && colour !== undefined && !NAMES.has(colour)) NAMES.set(colour, name);
}

/** A mixed colour has no name; that it is one is all that is said. */
function nameOf(colour: string): string {
  if (colour === 'none') return 'none';
  return colour.startsWith('url') ? 'pattern' : (NAMES.get(colour) ?? 'mixed');
}

export function pictureText(shapes: readonly DrawnShape[]): string {
  const texts = shapes.filter(({ text }) => text.trim() !== '');
  const boxes = shapes.filter(
    ({ fill, tag }) => tag === 'rect' && !PLAIN.includes(nameOf(fill)) && nameOf(fill) !== 'mixed',
  );
  return [
    ...rowsOf(texts).map((row) => rowText(row)),
    '',
    ...boxes.map((box) => `${nameOf(box.fill)}: ${wordsIn(box, texts)}`).filter(isTold),
    '',
    ...strokes(shapes),
    '',
  ].join('\n');
}

const isTold = (line: string): boolean => !line.endsWith(': ');
const middle = ({ height, top }: DrawnShape): number => top + height / 2;

function rowsOf(texts: readonly DrawnShape[]): readonly DrawnShape[][] {
  const rows: DrawnShape[][] = [];
  for (const text of [...texts].sort((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (row !== undefined && first !== undefined && middle(text) - middle(first) <= ROW_PX)
      row.push(text);
    else rows.push([text]);
  }
  for (const row of rows) row.sort((a, b) => a.left - b.left);
  return rows;
}

/** In order, and no more: how far words are apart is the font's affair. */
function rowText(row: readonly DrawnShape[]): string {
  return row.map((text) => inkOf(text)).join(' ');
}

function inkOf({ fill, struck, text }: DrawnShape): string {
  const name = nameOf(fill);
  const words = struck ? `~${text.trim()}~` : text.trim();
  return PLAIN.includes(name) ? words : `${words}{${name}}`;
}

function wordsIn(box: DrawnShape, texts: readonly DrawnShape[]): string {
  const within = texts.filter(
    (text) =>
      text.left >= box.left - 1 &&
      text.left + text.width <= box.left + box.width + 1 &&
      middle(text) > box.top &&
      middle(text) < box.top + box.height,
  );
  return rowsOf(within)
    .map((row) => row.map(({ text }) => text.trim()).join(' '))
    .join(' / ');
}

/** `3 path accent arrow`: how many lines there are of each kind, but for plain edges. */
function strokes(shapes: readonly DrawnShape[]): string[] {
  const counts = new Map<string, number>();
  for (const { arrow, dashed, stroke, tag } of shapes) {
    const name = nameOf(stroke);
    if (PLAIN.includes(name)) continue;
    const kind = [tag, name, dashed ? 'dashed' : '', arrow ? 'arrow' : '']
      .filter((word) => word !== '')
      .join(' ');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, n]) => `${n} ${kind}`);
}

/** Texts that lie on one another: `a × b`. */
export function overlaps(shapes: readonly DrawnShape[]): string[] {
  const texts = shapes.filter(({ text }) => text.trim() !== '');
  return texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter((b) => common(a, b))
      .map((b) => `${a.text} × ${b.text}`),
  );
}

/** Letters fill about the middle half of their box. */
function common(a: DrawnShape, b: DrawnShape): boolean {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const apart = Math.abs(middle(a) - middle(b));
  return across > 2 && apart < (a.height + b.height) / 4;
}

/** Texts that stick out of the picture. */
export function outside(
  shapes: readonly DrawnShape[],
  picture: { width: number; height: number },
): string[] {
  return shapes
    .filter(({ text }) => text.trim() !== '')
    .filter(
      ({ height, left, top, width }) =>
        left < -1 ||
        top < -1 ||
        left + width > picture.width + 1 ||
        top + height > picture.height + 1,
    )
    .map(({ text }) => text);
}
