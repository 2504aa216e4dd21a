/** What a picture in words tells, and what it leaves to chance. */
import { expect, test } from 'vitest';
import type { DrawnShape } from './drawn-shape.ts';
import { pictureText } from './picture-digest.ts';
import { outside, overlaps } from './picture-laws.ts';
import { settled } from './same-picture.ts';

const AT: DrawnShape = {
  tag: 'text',
  text: '',
  struck: false,
  fill: '#e6ebf2',
  stroke: 'none',
  strokeWidth: 1,
  dashes: '',
  arrow: false,
  outline: '',
  ends: null,
  left: 0,
  top: 0,
  width: 40,
  height: 16,
};

const word = (text: string, left: number, top: number): DrawnShape => ({ ...AT, text, left, top });

function box(left: number, top: number, looks: Partial<DrawnShape> = {}): DrawnShape {
  return { ...AT, tag: 'rect', fill: '#151a21', left, top, width: 120, height: 60, ...looks };
}

function line(from: readonly [number, number], to: readonly [number, number]): DrawnShape {
  const [[x, y], [x2, y2]] = [from, to];
  const ends = [
    { x, y },
    { x: x2, y: y2 },
  ] as const;
  const place = { left: Math.min(x, x2), top: Math.min(y, y2) };
  const size = { width: Math.abs(x2 - x), height: Math.abs(y2 - y) };
  const looks = { fill: 'none', stroke: '#6cb6ff', outline: 'MC', arrow: true };
  return { ...AT, tag: 'path', ...place, ...size, ...looks, ends };
}

const PAPER = box(0, 0, { fill: '#0e1116', width: 400, height: 200 });
const BORDER = { fill: 'none', stroke: '#ff7b7b', dashes: '3 2' };
const HATCHED = box(20, 120, { fill: 'hatched #3a1a1f' });
const MARK = { ...AT, tag: 'path', outline: 'MhvhZ', left: 350, top: 20, width: 14, height: 14 };

/** Two tables of two rows with an edge between them, one with a dashed border; hatching; a mark. */
const PICTURE: readonly DrawnShape[] = [
  PAPER,
  box(20, 20),
  box(20.5, 20.5, { ...BORDER, width: 119, height: 59 }),
  word('PML4', 24, 24),
  word('0x40', 72, 24),
  word('[0]', 24, 48),
  box(200, 20),
  word('PDPT', 204, 24),
  word('[1]', 204, 48),
  line([140, 56], [198, 32]),
  HATCHED,
  word('stale', 24, 130),
  MARK,
];

const TEXT = pictureText(PICTURE);

function mutant(change: (shapes: DrawnShape[]) => void): string {
  const shapes = [...PICTURE];
  change(shapes);
  return settled(TEXT, pictureText(shapes));
}

/** The one shape that says or is it. */
function alter(shapes: DrawnShape[], one: DrawnShape, change: Partial<DrawnShape>): void {
  const at = shapes.indexOf(one);
  expect(at).toBeGreaterThanOrEqual(0);
  shapes[at] = { ...one, ...change };
}

function named(text: string): DrawnShape {
  const found = PICTURE.find((shape) => shape.text === text);
  if (found === undefined) throw new Error(`no ${text}`);
  return found;
}

const edge = PICTURE.find(({ ends }) => ends !== null) ?? AT;
const border = PICTURE.find(({ dashes }) => dashes !== '') ?? AT;

test('a picture in words can be read', () => {
  expect(TEXT.split('\n')).toEqual([
    '@400 by @200: bg',
    '@27: _350 □ _36',
    '@123: _20 [hatched bad-surface _4 stale _76] _260',
    '@20,@20 @120 by @60: surface, bad dashed',
    '  @12: _4 PML4 _8 0x40 _28',
    '  @24: _4 [0] _76',
    '@200,@20 @120 by @60: surface',
    '  @12: _4 PDPT _76',
    '  @24: _4 [1] _76',
    '',
    'accent arrow: [PML4 0x40 [0]] @120,@36 > [PDPT [1]] @-2,@12',
    '',
  ]);
});

test.each<[string, (shapes: DrawnShape[]) => void]>([
  ['a letter', (all) => alter(all, named('[0]'), { text: '[1]' })],
  ['a colour', (all) => alter(all, named('[0]'), { fill: '#ff7b7b' })],
  ['a word that is struck out', (all) => alter(all, named('[0]'), { struck: true })],
  ['a gap twice as wide', (all) => alter(all, named('0x40'), { left: 80 })],
  ['a row 3 px lower', (all) => alter(all, named('[0]'), { top: 51 })],
  ['a word lower than its row', (all) => alter(all, named('0x40'), { top: 28 })],
  ['a word over its neighbour', (all) => alter(all, named('0x40'), { left: 50 })],
  ['a word out of its box', (all) => alter(all, named('0x40'), { left: 122 })],
  ['an edge less', (all) => void all.splice(all.indexOf(edge), 1)],
  ['an edge from another row', (all) => alter(all, edge, line([140, 32], [198, 32]))],
  ['an edge to another table', (all) => alter(all, edge, line([140, 56], [22, 140]))],
  ['an edge without its head', (all) => alter(all, edge, { arrow: false })],
  ['dashes less', (all) => alter(all, border, { dashes: '' })],
  ['dots for dashes', (all) => alter(all, border, { dashes: '1 1.5' })],
  ['a border less', (all) => void all.splice(all.indexOf(border), 1)],
  ['a pattern less', (all) => alter(all, HATCHED, { fill: '#3a1a1f' })],
  ['another mark', (all) => alter(all, MARK, { outline: 'MLLZ' })],
  ['a table elsewhere', (all) => alter(all, HATCHED, { left: 40 })],
])('a real difference is one: %s', (_, change) => {
  expect(mutant(change)).not.toBe(TEXT);
});

test('noise is none: half a pixel here or there, a font that is a hair wider', () => {
  const shaken = PICTURE.map((shape, n) => ({
    ...shape,
    left: shape.left + (n % 3) * 0.3,
    top: shape.top + (n % 2) * 0.5,
    width: shape.width + (shape.tag === 'text' ? 1.2 : 0),
    ends: shape.ends,
  }));
  expect(pictureText(shaken)).not.toBe(TEXT);
  expect(settled(TEXT, pictureText(shaken))).toBe(TEXT);
});

test('a text that is cut off may be so a letter earlier, with what that leaves', () => {
  const kept = '@12: _4 nobody knows…{bad} _8 [accent _4 step _4] _9';
  const cut = '@12: _4 nobody know…{bad} _15 [accent _4 step _4] _9';
  expect(settled(kept, cut)).toBe(kept);
  expect(settled(kept, kept.replace('nobody knows…', 'nobody…'))).not.toBe(kept);
  expect(settled(kept, kept.replace('…', ''))).not.toBe(kept);
});

test('of another picture, the lines that are no different stay as they were kept', () => {
  expect(settled('a _10\nb _20\nc _30', 'a _11\nnew _1\nc _31')).toBe('a _10\nnew _1\nc _30');
  expect(settled('0x40 _10', '0x40 _12')).toBe('0x40 _10');
  expect(settled('0x40 _10', '0x42 _10')).toBe('0x42 _10');
});

test('texts on one another, and outside, are found', () => {
  const [a, b, c] = [word('a', 0, 0), word('b', 30, 3), word('c', 0, 16)];
  expect(overlaps([a, b, c])).toEqual(['a × b']);
  expect(outside([a, word('b', 80, 0)], { width: 100, height: 20 })).toEqual(['b']);
});
