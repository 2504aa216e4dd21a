/** What an export draws on: shapes are added in the order in which they are painted. */
import { escapeXml, round } from './svg-paint.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface SvgDocument {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** For screen readers, and for whoever finds the file. */
  readonly title: string;
  readonly description: string;
}

/** What shapes refer to: kept once, for one picture or for all frames of a run. */
export class Definitions {
  readonly #ids = new Map<string, string>();
  readonly #markup: string[] = [];

  get markup(): readonly string[] {
    return this.#markup;
  }

  /** The id of a definition; equal ones are kept once. */
  define(markup: (id: string) => string): string {
    const key = markup('');
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = `p${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    this.#markup.push(markup(id));
    return id;
  }
}

export class SvgCanvas {
  readonly #shapes: string[] = [];
  readonly #origin: DOMRect;
  readonly #definitions: Definitions;
  #lastId = 0;

  constructor(origin: DOMRect, definitions = new Definitions()) {
    this.#origin = origin;
    this.#definitions = definitions;
  }

  get shapes(): readonly string[] {
    return this.#shapes;
  }

  add(shape: string): void {
    this.#shapes.push(shape);
  }

  define(markup: (id: string) => string): string {
    return this.#definitions.define(markup);
  }

  newId(): string {
    this.#lastId += 1;
    return `d${this.#lastId}`;
  }

  /** A place in the window as one in the picture. */
  place({ height, left, top, width }: DOMRect): Place {
    return { x: left - this.#origin.left, y: top - this.#origin.top, width, height };
  }

  toDocument({ background, description, height, title, width }: SvgDocument): string {
    const [w, h] = [Math.ceil(width), Math.ceil(height)];
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">`,
      `<title>${escapeXml(title)}</title>`,
      `<desc>${escapeXml(description)}</desc>`,
      `<rect width="${w}" height="${h}" fill="${background}"/>`,
      ...this.#definitions.markup.map((markup) => `<defs>${markup}</defs>`),
      ...this.#shapes,
      '</svg>',
      '',
    ].join('\n');
  }
}

/** `x="1" y="2" width="3" height="4"` */
export function placeAttributes({ height, width, x, y }: Place): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

export function inset({ height, width, x, y }: Place, by: number): Place {
  return {
    x: x + by,
    y: y + by,
    width: Math.max(0, width - 2 * by),
    height: Math.max(0, height - 2 * by),
  };
}
