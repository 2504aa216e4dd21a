/**
 * A run as one SVG that moves by itself: style rules show and hide shapes, there is no script and
 * nothing to load, so that it moves in a README and on a slide. Who has asked for less motion, and what
 * shows no animations, gets one frame.
 */
import { mergeFrames, type MergedShape } from './merge-frames.ts';

export interface AnimationFrame {
  /** Markup, in the order in which it is painted. Ids are of the shape that has them. */
  readonly shapes: readonly string[];
  readonly durationMs: number;
}

export interface Animation {
  readonly frames: readonly AnimationFrame[];
  /** What others refer to; shown by itself nowhere. */
  readonly definitions: readonly string[];
  /** The frame that stands for the run where nothing moves. */
  readonly still: number;
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** As markup: escaped. */
  readonly title: string;
  readonly description: string;
}

export function animatedSvg(animation: Animation): string {
  const { background, definitions, description, title } = animation;
  const [w, h] = [Math.ceil(animation.width), Math.ceil(animation.height)];
  const merged = mergeFrames(
    animation.frames.map(({ shapes }) => shapes.map((shape) => withPlainIds(shape))),
  );
  const { font, shapes } = withOneFont(merged);
  const visibilities = new Visibilities(animation);
  const body = visibilities.draw(shapes);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img"${font}>`,
    `<title>${title}</title>`,
    `<desc>${description}</desc>`,
    `<style>${visibilities.rules()}</style>`,
    ...(definitions.length === 0 ? [] : [`<defs>${definitions.join('')}</defs>`]),
    `<rect width="${w}" height="${h}" fill="${background}"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

/** The same drawing has other ids in another frame: here they are counted from the shape's beginning. */
function withPlainIds(shape: string): string {
  const ids = [...shape.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id ?? '');
  return ids.length === 0 ? shape : withIds(shape, (id) => `own${ids.indexOf(id)}`, ids);
}

function withIds(shape: string, rename: (id: string) => string, ids: readonly string[]): string {
  return shape.replace(/( id="|url\(#)([^")]+)/g, (whole, before: string, id: string) =>
    ids.includes(id) ? before + rename(id) : whole,
  );
}

/** Shapes of one document: no id twice. */
function withOwnIds(shape: string, n: number): string {
  const ids = [...shape.matchAll(/ id="(own\d+)"/g)].map(([, id]) => id ?? '');
  return ids.length === 0 ? shape : withIds(shape, (id) => `s${n}${id}`, ids);
}

const FONT = / font-family="[^"]*"/g;

/** The font of most texts is said once. */
function withOneFont(merged: readonly MergedShape[]) {
  const counts = new Map<string, number>();
  for (const { shape } of merged)
    for (const [font] of shape.matchAll(FONT)) counts.set(font, (counts.get(font) ?? 0) + 1);
  const [font = ''] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  const shapes = font === '' ? merged : merged.map((one) => without(one, font));
  return { font, shapes };
}

function without(one: MergedShape, text: string): MergedShape {
  return { ...one, shape: one.shape.replaceAll(text, '') };
}

/** When which shapes are seen: those that come and go together are one group, with one rule. */
class Visibilities {
  readonly #animation: Animation;
  /** Frames, as text, to the name of the rule. */
  readonly #names = new Map<string, string>();
  /** When each frame begins, and at the end when the last one ends: parts of a hundred. */
  readonly #begins: readonly number[];

  constructor(animation: Animation) {
    this.#animation = animation;
    const whole = animation.frames.reduce((sum, { durationMs }) => sum + durationMs, 0);
    let sum = 0;
    this.#begins = [0, ...animation.frames.map(({ durationMs }) => (sum += durationMs) / whole)];
  }

  draw(shapes: readonly MergedShape[]): readonly string[] {
    const lines: string[] = [];
    let open = '';
    const change = (name: string): void => {
      if (name === open) return;
      if (open !== '') lines.push('</g>');
      if (name !== '') lines.push(`<g class="${name}">`);
      open = name;
    };
    shapes.forEach(({ frames, shape }, n) => {
      change(this.#nameOf(frames));
      lines.push(withOwnIds(shape, n));
    });
    change('');
    return lines;
  }

  /** Empty for what is always seen. */
  #nameOf(frames: readonly number[]): string {
    if (frames.length === this.#animation.frames.length) return '';
    const key = frames.join(' ');
    const name = this.#names.get(key) ?? `v${this.#names.size}`;
    this.#names.set(key, name);
    return name;
  }

  rules(): string {
    const { frames, still } = this.#animation;
    const whole = frames.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const rules = [...this.#names].map(([key, name]) => {
      const seen = new Set(key.split(' ').map(Number));
      const rest = `.${name}{visibility:${seen.has(still) ? 'visible' : 'hidden'}}`;
      return { rest, keyframes: `@keyframes ${name}{${this.#steps(seen)}}`, name };
    });
    return [
      ...rules.map(({ rest }) => rest),
      '@media (prefers-reduced-motion:no-preference){',
      ...rules.map(({ keyframes }) => keyframes),
      ...rules.map(({ name }) => `.${name}{animation:${name} ${whole}ms step-end infinite}`),
      '}',
    ].join('\n');
  }

  #steps(seen: ReadonlySet<number>): string {
    const steps: string[] = [];
    this.#animation.frames.forEach((_, frame) => {
      const same = frame > 0 && seen.has(frame) === seen.has(frame - 1);
      if (same) return;
      const percent = Math.round((this.#begins[frame] ?? 0) * 1e5) / 1e3;
      steps.push(`${percent}%{visibility:${seen.has(frame) ? 'visible' : 'hidden'}}`);
    });
    // Up to the end it is as in the last frame; else the browser would take the still one.
    const last = seen.has(this.#animation.frames.length - 1) ? 'visible' : 'hidden';
    return [...steps, `to{visibility:${last}}`].join('');
  }
}
