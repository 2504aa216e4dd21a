/**
 * A picture in words, as far as a reader would notice a difference: what stands in which box beside what,
 * how far apart, in which colour, and which lines join what. Distances are in pixels with a `_` before
 * them, and may differ a little (same-picture.ts): a font that is a hair wider changes nothing, a letter of
 * a bit or a gap twice as wide does; and whoever reviews a change of it can read it.
 */
import { middle, right, type DrawnShape, type Place } from './drawn-shape.ts';
import { linesText } from './picture-lines.ts';
import { isSlot, partsOf, type Box } from './picture-parts.ts';

/** Further apart in height, they are two rows. */
const ROW_PX = 7;
/** Less is what letters of two sizes differ by. */
const LOWER_PX = 2;
/** No further apart, they begin at the same place. */
const SAME_PX = 1;

export function pictureText(shapes: readonly DrawnShape[]): string {
  const parts = partsOf(shapes);
  const { looks, place } = parts.root;
  const paper = `${sizeOf(place)}: ${looks.join(', ')}`;
  return [paper, ...boxText(parts.root, ''), '', ...linesText(parts), ''].join('\n');
}

/** What stands in a row: a word, a mark, or a box with one row of them. */
interface Item {
  readonly place: Place;
  readonly words: string;
  /** In which it is painted. */
  readonly order: number;
}

interface Content {
  readonly rows: readonly (readonly Item[])[];
  /** Boxes with more than a row. */
  readonly blocks: readonly Box[];
}

function contentOf(box: Box): Content {
  const items: Item[] = [...box.inks];
  const blocks: Box[] = [];
  for (const inner of box.boxes) {
    const content = contentOf(inner);
    if (content.blocks.length > 0 || content.rows.length > 1) blocks.push(inner);
    else {
      const { order, place } = inner;
      items.push({ place, order, words: chipText(inner, content.rows[0] ?? []) });
    }
  }
  return { rows: rowsOf(items), blocks };
}

function rowsOf(items: readonly Item[]): readonly Item[][] {
  const rows: Item[][] = [];
  for (const item of [...items].sort((a, b) => middle(a.place) - middle(b.place))) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (
      row !== undefined &&
      first !== undefined &&
      middle(item.place) - middle(first.place) <= ROW_PX
    )
      row.push(item);
    else rows.push([item]);
  }
  return rows.map(inOrder);
}

/** What begins at the same place stays in the order in which it is painted, as slots do. */
function inOrder(row: readonly Item[]): Item[] {
  const sorted: Item[] = [];
  for (const item of [...row].sort((a, b) => a.order - b.order)) {
    const after = sorted.findLastIndex(({ place }) => !isAfter(place, item.place));
    sorted.splice(after + 1, 0, item);
  }
  return sorted;
}

function isAfter(a: Place, b: Place): boolean {
  return a.left > b.left + SAME_PX && !(isSlot(a) && isSlot(b));
}

/** `[warn-surface _5 due: _5]` */
function chipText({ looks, place }: Box, row: readonly Item[]): string {
  if (row.length === 0) return `[${looks.join(', ')} ${gap(place.width)}]`;
  return `[${looks.join(', ')} ${rowText(row, place)}]`;
}

/** Each with the gap before it, and the gap at the end; `_3;4` stands lower than the row does. */
function rowText(row: readonly Item[], within: Place): string {
  const level = levelOf(row);
  let at = within.left;
  const words = row.map(({ place, words: own }) => {
    const lower = Math.round(middle(place) - level);
    const text = `${gap(place.left - at)}${Math.abs(lower) < LOWER_PX ? '' : `;${lower}`} ${own}`;
    at = right(place);
    return text;
  });
  return [...words, gap(right(within) - at)].join(' ');
}

/** That of the first thing in it. */
const levelOf = ([first]: readonly Item[]): number => (first ? middle(first.place) : 0);

const sizeOf = ({ height, width }: Place): string =>
  `@${Math.round(width)} by @${Math.round(height)}`;
const gap = (px: number): string => `_${Math.round(px)}`;

function boxText(box: Box, indent: string): string[] {
  const { blocks, rows } = contentOf(box);
  let at = box.place.top;
  const lines = rows.map((row) => {
    const level = levelOf(row);
    const line = `${indent}@${Math.round(level - at)}: ${rowText(row, box.place)}`;
    at = level;
    return line;
  });
  for (const block of blocks) {
    const { left, top } = block.place;
    const x = Math.round(left - box.place.left);
    const y = Math.round(top - box.place.top);
    lines.push(`${indent}@${x},@${y} ${sizeOf(block.place)}: ${block.looks.join(', ')}`);
    lines.push(...boxText(block, `${indent}  `));
  }
  return lines;
}
