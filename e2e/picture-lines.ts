/** Lines in words: what they look like, and which two things they join. */
import {
  bottom,
  centre,
  middle,
  right,
  type DrawnShape,
  type Place,
  type Point,
} from './drawn-shape.ts';
import { strokeName } from './picture-looks.ts';
import { area, type Box, type Ink, type Parts } from './picture-parts.ts';

/** An end that is so near to a mark, or to the edge of a box, belongs to it. */
const MARK_PX = 6;
const TOUCH_PX = 8;
const ROW_PX = 8;

/** `bad dashed arrow: [0x205 → 0x9a05] @151,@15 0x205 > [gfn R W X] @-7,@10 0x205` */
export function linesText(parts: Parts): string[] {
  const names = namesOf(parts);
  return wholeLines(parts.lines).map(({ from, look, to }) => {
    return `${look}: ${endText(parts, names, from)} > ${endText(parts, names, to)}`;
  });
}

interface Line {
  readonly look: string;
  readonly from: Point;
  to: Point;
}

/** The borders of the cells of a row are one line, as a reader sees them. */
function wholeLines(shapes: readonly DrawnShape[]): readonly Line[] {
  const lines: Line[] = [];
  for (const shape of shapes) {
    if (shape.ends === null) continue;
    const [from, to] = shape.ends;
    const look = strokeName(shape);
    const before = lines.find((line) => line.look === look && goesOn(line, from, to));
    if (before === undefined) lines.push({ look, from, to });
    else before.to = to;
  }
  return lines;
}

const isAt = (a: number, b: number): boolean => Math.abs(a - b) <= 1;

function goesOn(line: Line, from: Point, to: Point): boolean {
  if (!isAt(line.to.x, from.x) || !isAt(line.to.y, from.y)) return false;
  const across = isAt(line.from.y, line.to.y) && isAt(from.y, to.y);
  const down = isAt(line.from.x, line.to.x) && isAt(from.x, to.x);
  return across || down;
}

type Names = ReadonlyMap<Ink | Box, string>;

/** What is there more than once has a number: `R#3`. */
function namesOf({ boxes, inks, root }: Parts): Names {
  const names = new Map<Ink | Box, string>();
  const all = [
    ...inks.map((ink) => [ink, shortName(ink.words)] as const),
    ...boxes.map((box) => [box, boxName(box)] as const),
  ];
  const seen = new Map<string, number>();
  for (const [thing, name] of all) {
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    names.set(thing, n === 1 ? name : `${name}#${n}`);
  }
  names.set(root, 'picture');
  return names;
}

const shortName = (words: string): string => words.replace(/\{[^}]*\}/g, '');

function boxName(box: Box): string {
  const inks = inksIn(box).slice(0, 3);
  const words = inks.map(({ words: one }) => shortName(one)).join(' ');
  return `[${words || box.looks.join(', ')}]`;
}

function inksIn({ boxes, inks }: Box): Ink[] {
  return [...inks, ...boxes.flatMap(inksIn)].sort((a, b) => a.order - b.order);
}

/** What a line points at: the mark it all but touches, an edge, or a place. */
function endText(parts: Parts, names: Names, end: Point): string {
  const mark = nearestMark(parts.inks, end);
  if (mark !== undefined) {
    const { place } = mark;
    return placed(names.get(mark), { x: centre(place), y: middle(place) }, end);
  }
  const touched = smallest(parts.boxes.filter(({ place }) => touches(place, end)));
  if (touched !== undefined) return rowOf(touched, names, end);
  const around = smallest(parts.boxes.filter(({ place }) => distance(place, end) === 0));
  return fromCorner(around ?? parts.root, names, end);
}

function nearestMark(inks: readonly Ink[], end: Point): Ink | undefined {
  const [best] = inks
    .filter(({ isMark }) => isMark)
    .map((ink) => ({ ink, far: distance(ink.place, end) }))
    .filter(({ far }) => far <= MARK_PX)
    .sort((a, b) => a.far - b.far);
  return best?.ink;
}

/** A larger box has rows: the one at that height is named, too. */
function rowOf(box: Box, names: Names, end: Point): string {
  const [row] = inksIn(box)
    .filter(({ place }) => Math.abs(middle(place) - end.y) <= ROW_PX)
    .sort((a, b) => a.place.left - b.place.left);
  const at = fromCorner(box, names, end);
  return row === undefined || box.boxes.length === 0 ? at : `${at} ${shortName(row.words)}`;
}

function fromCorner(box: Box, names: Names, end: Point): string {
  const { left: x, top: y } = box.place;
  return placed(names.get(box), { x, y }, end);
}

const placed = (name: string | undefined, origin: Point, { x, y }: Point): string =>
  `${name ?? ''} @${Math.round(x - origin.x)},@${Math.round(y - origin.y)}`;

function smallest(boxes: readonly Box[]): Box | undefined {
  return [...boxes].sort((a, b) => area(a.place) - area(b.place))[0];
}

/** How far outside of it; 0 within. */
function distance(place: Place, { x, y }: Point): number {
  const dx = Math.max(place.left - x, 0, x - right(place));
  const dy = Math.max(place.top - y, 0, y - bottom(place));
  return Math.hypot(dx, dy);
}

function touches(place: Place, end: Point): boolean {
  if (distance(place, end) > TOUCH_PX) return false;
  const { x, y } = end;
  const depth = Math.min(x - place.left, right(place) - x, y - place.top, bottom(place) - y);
  return depth <= TOUCH_PX;
}
