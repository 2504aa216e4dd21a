/** How a shape looks, in the names of the theme's colours. */
import { readFileSync } from 'node:fs';
import type { DrawnShape } from './drawn-shape.ts';

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
  const hatched = /^hatched (.*)$/.exec(colour)?.[1];
  if (hatched !== undefined) return `hatched ${nameOf(hatched)}`;
  return NAMES.get(colour) ?? 'mixed';
}

function inColour(words: string, name: string): string {
  return PLAIN.includes(name) ? words : `${words}{${name}}`;
}

export function fillName({ fill }: DrawnShape): string {
  return nameOf(fill);
}

const THICK_PX = 1.8;

/** `bad thick dashed`: its colour, how wide it is, how it is broken. */
export function strokeName(shape: DrawnShape): string {
  const { arrow, stroke, strokeWidth } = shape;
  const thick = strokeWidth >= THICK_PX ? 'thick' : '';
  return [nameOf(stroke), thick, dashName(shape), arrow ? 'arrow' : '']
    .filter((word) => word !== '')
    .join(' ');
}

function dashName({ dashes, strokeWidth }: DrawnShape): string {
  const [ink = 0, , ...more] = dashes
    .split(/[\s,]+/)
    .filter((word) => /^\d/.test(word))
    .map((word) => Number.parseFloat(word));
  if (ink === 0) return '';
  if (more.length > 0) return 'dash-dotted';
  return ink <= strokeWidth * 1.2 ? 'dotted' : 'dashed';
}

/** `~zapped~{bad}`: what is written, and in which colour if that is not the usual one. */
export function wordsOf(shape: DrawnShape): string {
  const words = shape.text.trim();
  return inColour(shape.struck ? `~${words}~` : words, fillName(shape));
}

/** Outlines of the marks on a lane; another is told by its commands. */
const MARKS: Readonly<Record<string, readonly [hollow: string, full: string]>> = {
  MAA: ['○', '●'],
  MhvhZ: ['□', '■'],
  Mhvhz: ['□', '■'],
  MLLZ: ['△', '▲'],
  Mllz: ['◢', '◢'],
  MLLLZ: ['◇', '◆'],
  MLLLLLLLLLLLZ: ['✚', '✚'],
  MLLLLLLLLLZ: ['☆', '★'],
  MhvhZMLAL: ['lock', 'lock●'],
};

/** A small shape that says something: `○`, `■{bad dashed}`. The letter in it is a text of its own. */
export function markOf(shape: DrawnShape): string {
  const outline = shape.tag === 'circle' ? 'MAA' : shape.outline;
  const [first = ''] = outline.split(/(?<=[zl])(?=M)/);
  const times = first === '' ? 1 : outline.length / first.length;
  const fill = fillName(shape);
  const isHollow = PLAIN.includes(fill);
  const [hollow, full] = MARKS[first] ?? MARKS[outline] ?? [outline, outline];
  const sign = (isHollow ? hollow : full) + (times > 1 && !(outline in MARKS) ? `×${times}` : '');
  const dashed = dashName(shape);
  return inColour(sign, isHollow ? strokeName(shape) : `${fill} ${dashed}`.trim());
}
