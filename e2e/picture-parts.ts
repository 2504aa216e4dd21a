/** The parts of a picture: boxes within boxes, what is written and drawn in them, and lines. */
import { bottom, centre, middle, right, type DrawnShape, type Place } from './drawn-shape.ts';
import { fillName, markOf, strokeName, wordsOf } from './picture-looks.ts';

interface Part {
  readonly place: Place;
  /** In which things are painted. */
  readonly order: number;
}

/** A word or a mark. */
export interface Ink extends Part {
  readonly words: string;
  readonly isMark: boolean;
}

export interface Box extends Part {
  /** What it is filled with, and its borders: `warn-surface`, `left bad dashed`. */
  readonly looks: string[];
  readonly inks: Ink[];
  readonly boxes: Box[];
}

export interface Parts {
  /** The picture itself. */
  readonly root: Box;
  /** All that are in it, within whatever other. */
  readonly boxes: readonly Box[];
  readonly inks: readonly Ink[];
  readonly lines: readonly DrawnShape[];
}

/** What is no further apart is at the same place: the fill and the borders of one element. */
const SAME_PX = 2.6;
/** A larger shape is a box. */
const MARK_MAX_PX = 30;
const SLOT_MAX_PX = 6;
const EDGE_PX = 1.5;

export function partsOf(shapes: readonly DrawnShape[]): Parts {
  const [paper, ...others] = shapes;
  if (paper === undefined) throw new Error('a picture begins with its paper');
  const sorter = new Sorter(paper);
  for (const shape of others) sorter.add(shape);
  const { lines, root } = sorter;
  joinCells(root);
  const boxes = boxesIn(root);
  return { root, boxes, inks: [root, ...boxes].flatMap(({ inks }) => inks), lines };
}

const boxesIn = ({ boxes }: Box): Box[] => boxes.flatMap((box) => [box, ...boxesIn(box)]);

/** Puts each shape where it belongs, in the order in which they are painted. */
class Sorter {
  readonly root: Box;
  readonly lines: DrawnShape[] = [];
  readonly #boxes: Box[] = [];
  /** The element that is being drawn: its borders come after its fill. */
  #last: Box;
  #order = 0;

  constructor(paper: DrawnShape) {
    this.root = newBox(paper, 0);
    this.root.looks.push(...looksOf(paper));
    this.#last = this.root;
  }

  add(shape: DrawnShape): void {
    this.#order += 1;
    if (isLine(shape)) this.#addLine(shape);
    else if (shape.tag === 'text') {
      if (shape.text.trim() !== '') this.#addInk(shape, wordsOf(shape));
    } else if (looksOf(shape).length > 0) {
      if (isMark(shape)) this.#addInk(shape, markOf(shape));
      else this.#addBox(shape);
    }
  }

  #addLine(shape: DrawnShape): void {
    const side = sideOf(this.#last.place, shape);
    if (side === null) this.lines.push(shape);
    else this.#last.looks.push(`${side} ${strokeName(shape)}`);
  }

  #addBox(shape: DrawnShape): void {
    if (isSamePlace(this.#last.place, shape)) {
      this.#last.looks.push(...looksOf(shape));
      return;
    }
    const box = newBox(shape, this.#order);
    box.looks.push(...looksOf(shape));
    this.#parent((parent) => holdsBox(parent, shape)).boxes.push(box);
    this.#boxes.push(box);
    this.#last = box;
  }

  /** Marks on one another, and the letter in them, are one: `○□R`. */
  #addInk(shape: DrawnShape, words: string): void {
    const { height, left, tag, top, width } = shape;
    const place = { left, top, width, height };
    const { inks } = this.#parent((box) => holdsInk(box, place));
    const before = inks.at(-1);
    if (before?.isMark === true && !isSlot(place) && isOn(place, before.place)) {
      const wider = before.place.width > width ? before.place : place;
      inks[inks.length - 1] = { ...before, place: wider, words: joined(before.words, words) };
    } else inks.push({ place, words, isMark: tag !== 'text', order: this.#order });
  }

  /** The smallest that has been painted and holds it. */
  #parent(holds: (box: Place) => boolean): Box {
    return this.#boxes.reduce(
      (best, box) => (holds(box.place) && area(box.place) <= area(best.place) ? box : best),
      this.root,
    );
  }
}

function newBox({ height, left, top, width }: Place, order: number): Box {
  return { place: { left, top, width, height }, order, looks: [], inks: [], boxes: [] };
}

function looksOf(shape: DrawnShape): string[] {
  const looks = shape.fill === 'none' ? [] : [fillName(shape)];
  return shape.stroke === 'none' ? looks : [...looks, strokeName(shape)];
}

const isMark = ({ height, tag, width }: DrawnShape): boolean =>
  tag !== 'rect' && Math.max(width, height) <= MARK_MAX_PX;

function isLine({ ends, fill, outline, tag }: DrawnShape): boolean {
  if (tag === 'line') return true;
  return ends !== null && fill === 'none' && outline.lastIndexOf('M') <= 0;
}

/** One of a strip of them, or some that look alike. */
export const isSlot = ({ height }: Place): boolean => height <= SLOT_MAX_PX;

const isNear = (a: number, b: number, by = SAME_PX): boolean => Math.abs(a - b) <= by;

const isAsWide = (a: Place, b: Place): boolean =>
  isNear(a.left, b.left) && isNear(right(a), right(b));
const isAsHigh = (a: Place, b: Place): boolean =>
  isNear(a.top, b.top) && isNear(bottom(a), bottom(b));
const isSamePlace = (a: Place, b: Place): boolean => isAsWide(a, b) && isAsHigh(a, b);

/** Which border of the box a line is; none mostly. */
function sideOf(box: Place, line: DrawnShape): string | null {
  if (line.height < 1 && isAsWide(box, line)) {
    if (isNear(line.top, box.top)) return 'top';
    return isNear(line.top, bottom(box)) ? 'bottom' : null;
  }
  if (line.width < 1 && isAsHigh(box, line)) {
    if (isNear(line.left, box.left)) return 'left';
    return isNear(line.left, right(box)) ? 'right' : null;
  }
  return null;
}

const isOn = (a: Place, b: Place): boolean =>
  isNear(centre(a), centre(b)) && isNear(middle(a), middle(b), 4);

/** `□R{accent}`, where both are. */
function joined(mark: string, letter: string): string {
  const colour = /\{[^}]*\}$/.exec(letter)?.[0] ?? '{}';
  return (mark.endsWith(colour) ? mark.slice(0, -colour.length) : mark) + letter;
}

export const area = ({ height, width }: Place): number => height * width;

function holdsBox(box: Place, inner: Place): boolean {
  return (
    inner.left > box.left - SAME_PX &&
    inner.top > box.top - SAME_PX &&
    right(inner) < right(box) + SAME_PX &&
    bottom(inner) < bottom(box) + SAME_PX &&
    area(inner) <= area(box)
  );
}

/** A mark on the edge of a box is beside it, a slot on the edge of its strip is not. */
function holdsInk(box: Place, inner: Place): boolean {
  const within = isSlot(inner) ? -EDGE_PX : EDGE_PX;
  const [x, y] = [centre(inner), middle(inner)];
  return (
    x > box.left + within &&
    x < right(box) - within &&
    y > box.top + within &&
    y < bottom(box) - within
  );
}

/** Cells of a row that look alike are one box, as a reader sees it. */
function joinCells(box: Box): void {
  const whole: Box[] = [];
  for (const cell of box.boxes) {
    const before = whole.at(-1);
    if (before !== undefined && isNextCell(before, cell)) {
      whole[whole.length - 1] = {
        ...before,
        place: { ...before.place, width: right(cell.place) - before.place.left },
        looks: [...new Set([...before.looks, ...cell.looks])],
        inks: [...before.inks, ...cell.inks],
        boxes: [...before.boxes, ...cell.boxes],
      };
    } else whole.push(cell);
  }
  box.boxes.splice(0, Infinity, ...whole);
  for (const inner of box.boxes) joinCells(inner);
}

function isNextCell(before: Box, { looks, place }: Box): boolean {
  const filled = (all: readonly string[]): string =>
    all.filter((look) => !/^(left|right) /.test(look)).join();
  return (
    isNear(place.left, right(before.place), 1) &&
    isNear(place.top, before.place.top, 1) &&
    isNear(place.height, before.place.height, 1) &&
    filled(looks) === filled(before.looks)
  );
}
