/** The box of an element: its background, its border, and the lines that stand for a shadow. */
import { inset, placeAttributes, type Place, type SvgCanvas } from './svg-canvas.ts';
import { gradientColours, paintAttributes, readPaint, round } from './svg-paint.ts';

export function drawBox(canvas: SvgCanvas, element: Element, style: CSSStyleDeclaration): void {
  const place = canvas.place(element.getBoundingClientRect());
  if (place.width === 0 || place.height === 0) return;
  const radius = radiusOf(style, place);
  drawBackground(canvas, { place, radius, style });
  drawBorder(canvas, { place, radius, style });
  drawInsetShadow(canvas, { place, radius, style });
  drawOutline(canvas, { place, radius, style });
}

interface Box {
  readonly place: Place;
  readonly radius: number;
  readonly style: CSSStyleDeclaration;
}

function radiusOf({ borderTopLeftRadius }: CSSStyleDeclaration, { height, width }: Place): number {
  return Math.min(Number.parseFloat(borderTopLeftRadius) || 0, width / 2, height / 2);
}

function rect(place: Place, radius: number, paint: string): string {
  const rounded = radius > 0 ? ` rx="${round(radius)}"` : '';
  return `<rect ${placeAttributes(place)}${rounded} ${paint}/>`;
}

function drawBackground(canvas: SvgCanvas, { place, radius, style }: Box): void {
  const { backgroundColor, backgroundImage } = style;
  if (readPaint(backgroundColor) !== null) {
    canvas.add(rect(place, radius, paintAttributes('fill', backgroundColor)));
  }
  if (backgroundImage.startsWith('repeating-linear-gradient')) {
    const id = hatching(canvas, gradientColours(backgroundImage));
    canvas.add(rect(place, radius, `fill="url(#${id})"`));
  } else if (backgroundImage.startsWith('linear-gradient')) {
    drawStrike(canvas, place, gradientColours(backgroundImage));
  }
}

/** Stripes of two colours: memory that is no page table any more. */
function hatching(canvas: SvgCanvas, colours: readonly string[]): string {
  const [first = '', second = ''] = [...new Set(colours)];
  return canvas.define((id) =>
    [
      `<pattern id="${id}" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`,
      `<rect width="6" height="12" ${paintAttributes('fill', first)}/>`,
      `<rect x="6" width="6" height="12" ${paintAttributes('fill', second)}/>`,
      '</pattern>',
    ].join(''),
  );
}

/** From corner to corner: the only other gradient there is, over a bit that was lost. */
function drawStrike(canvas: SvgCanvas, place: Place, colours: readonly string[]): void {
  const visible = colours.find((colour) => readPaint(colour) !== null);
  if (visible === undefined) return;
  const { height, width, x, y } = place;
  const path = `M${round(x)},${round(y + height)}L${round(x + width)},${round(y)}`;
  canvas.add(`<path d="${path}" ${paintAttributes('stroke', visible)} stroke-width="2.4"/>`);
}

interface Side {
  readonly width: number;
  readonly style: string;
  readonly colour: string;
}

function sidesOf(style: CSSStyleDeclaration): readonly [Side, Side, Side, Side] {
  const side = (name: 'Top' | 'Right' | 'Bottom' | 'Left'): Side => ({
    width: Number.parseFloat(style[`border${name}Width`]) || 0,
    style: style[`border${name}Style`],
    colour: style[`border${name}Color`],
  });
  return [side('Top'), side('Right'), side('Bottom'), side('Left')];
}

function isVisible({ colour, style, width }: Side): boolean {
  return width > 0 && style !== 'none' && style !== 'hidden' && readPaint(colour) !== null;
}

function strokeOf({ colour, style, width }: Side): string {
  const dashes =
    style === 'dashed'
      ? ` stroke-dasharray="${round(width * 3)} ${round(width * 2)}"`
      : style === 'dotted'
        ? ` stroke-dasharray="${round(width)} ${round(width * 1.5)}"`
        : '';
  return `fill="none" ${paintAttributes('stroke', colour)} stroke-width="${round(width)}"${dashes}`;
}

function drawBorder(canvas: SvgCanvas, { place, radius, style }: Box): void {
  const sides = sidesOf(style);
  const [top, ...others] = sides;
  const same = others.every(
    (side) => side.width === top.width && side.style === top.style && side.colour === top.colour,
  );
  if (same) {
    if (!isVisible(top)) return;
    const half = top.width / 2;
    canvas.add(rect(inset(place, half), Math.max(0, radius - half), strokeOf(top)));
    return;
  }
  const lines = linesOf(place, sides);
  sides.forEach((side, i) => {
    if (isVisible(side)) canvas.add(`<path d="${lines[i] ?? ''}" ${strokeOf(side)}/>`);
  });
}

/** Along the middle of each border, in the order of `sidesOf`. */
function linesOf(
  { height, width, x, y }: Place,
  [top, right, bottom, left]: readonly [Side, Side, Side, Side],
): readonly string[] {
  const [x2, y2] = [x + width, y + height];
  const horizontal = (at: number): string => `M${round(x)},${round(at)}H${round(x2)}`;
  const vertical = (at: number): string => `M${round(at)},${round(y)}V${round(y2)}`;
  return [
    horizontal(y + top.width / 2),
    vertical(x2 - right.width / 2),
    horizontal(y2 - bottom.width / 2),
    vertical(x + left.width / 2),
  ];
}

/** `inset 0 0 0 1px` is a second border; shadows that are soft are left out. */
function drawInsetShadow(canvas: SvgCanvas, { place, radius, style }: Box): void {
  const found = /^(.*\)) 0px 0px 0px ([\d.]+)px inset$/.exec(style.boxShadow);
  const [, colour, width] = found ?? [];
  if (colour === undefined || width === undefined) return;
  const side = { colour, style: 'solid', width: Number(width) };
  const at = (Number.parseFloat(style.borderTopWidth) || 0) + side.width / 2;
  canvas.add(rect(inset(place, at), Math.max(0, radius - at), strokeOf(side)));
}

/** Around the border: what the last step has changed. */
function drawOutline(canvas: SvgCanvas, { place, radius, style }: Box): void {
  const { outlineColor: colour, outlineOffset, outlineStyle, outlineWidth } = style;
  const side = { colour, style: outlineStyle, width: Number.parseFloat(outlineWidth) || 0 };
  if (!isVisible(side)) return;
  const by = -(Number.parseFloat(outlineOffset) || 0) - side.width / 2;
  canvas.add(rect(inset(place, by), Math.max(0, radius - by), strokeOf(side)));
}
