/** What a picture is made of, as the browser has placed it. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A painted shape, placed in the picture. */
export interface DrawnShape extends Place {
  readonly tag: string;
  /** Empty for what is no text. */
  readonly text: string;
  readonly struck: boolean;
  /** A colour, `none`, or `hatched` and a colour. */
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  /** `5px, 3px`; empty for a line that is whole. */
  readonly dashes: string;
  readonly arrow: boolean;
  /** Of a path, its commands: `MhvhZ`. */
  readonly outline: string;
  /** Of a line that is open. */
  readonly ends: readonly [Point, Point] | null;
}

export const right = ({ left, width }: Place): number => left + width;
export const bottom = ({ height, top }: Place): number => top + height;
export const middle = ({ height, top }: Place): number => top + height / 2;
export const centre = ({ left, width }: Place): number => left + width / 2;
