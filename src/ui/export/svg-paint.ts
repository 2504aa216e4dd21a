/** Colours as the browser has computed them, as attributes that any program for SVG understands. */

export interface Paint {
  /** `#1b2f44` */
  readonly colour: string;
  readonly opacity: number;
}

/** Null for nothing to be seen: transparent, or `none`. */
export function readPaint(computed: string): Paint | null {
  const parts = componentsOf(computed);
  if (parts === null) return null;
  const [red = 0, green = 0, blue = 0, opacity = 1] = parts;
  if (opacity === 0) return null;
  const digits = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0'));
  return { colour: `#${digits.join('')}`, opacity };
}

/** Red, green, blue of 255, and opacity of 1, when it is given. */
function componentsOf(computed: string): number[] | null {
  const [, name, inside = ''] = /^(rgba?|color)\((.*)\)$/.exec(computed) ?? [];
  if (name === undefined) return null;
  const numbers = (inside.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  if (name !== 'color') return numbers;
  // color(srgb 0.5 0.5 0.5 / 0.3), as color-mix() gives
  return numbers.map((part, i) => (i < 3 ? part * 255 : part));
}

export type Attribute = readonly [name: string, value: string];

/** None twice, which would be no XML: of those with one name the last. */
export function writeAttributes(attributes: Iterable<Attribute>): string {
  return [...new Map(attributes)].map(([name, value]) => `${name}="${escapeXml(value)}"`).join(' ');
}

export function paintsOf(property: 'fill' | 'stroke', computed: string): readonly Attribute[] {
  const paint = readPaint(computed);
  if (paint === null) return [[property, 'none']];
  const colour: Attribute = [property, paint.colour];
  return paint.opacity === 1
    ? [colour]
    : [colour, [`${property}-opacity`, String(round(paint.opacity))]];
}

/** `fill="#1b2f44" fill-opacity="0.3"` */
export function paintAttributes(property: 'fill' | 'stroke', computed: string): string {
  return writeAttributes(paintsOf(property, computed));
}

/** The colours within a computed gradient, in order. */
export function gradientColours(computed: string): readonly string[] {
  return computed.match(/(?:rgba?|color)\([^)]*\)/g) ?? [];
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

export function escapeXml(text: string): string {
  // XML 1.0 has no way to write control characters.
  // eslint-disable-next-line no-control-regex
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return plain.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
