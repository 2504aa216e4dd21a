/**
 * A region of the page as one SVG that stands for itself: shapes and text with their colours and fonts
 * as attributes, in the theme on screen; no style sheet, no script, nothing to load, no HTML inside
 * (which drawing programs refuse). Written here, because the libraries for it embed the HTML or are
 * no longer kept.
 */
import { readPaint } from './svg-paint.ts';
import { drawBox } from './svg-box.ts';
import { placeAttributes, SvgCanvas, type Definitions } from './svg-canvas.ts';
import { drawGraphics } from './svg-graphics.ts';
import { drawText } from './svg-text.ts';
import { stage } from './stage.ts';

export interface Caption {
  readonly title: string;
  readonly description: string;
}

export interface RegionPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export function svgOfRegion(region: HTMLElement, caption: Caption): RegionPicture {
  const { background, canvas, height, width } = drawRegion(region);
  return { svg: canvas.toDocument({ width, height, background, ...caption }), width, height };
}

export interface DrawnRegion {
  readonly canvas: SvgCanvas;
  readonly width: number;
  readonly height: number;
  readonly background: string;
}

export function drawRegion(region: HTMLElement, definitions?: Definitions): DrawnRegion {
  const { element, strike } = stage(region);
  try {
    const box = element.getBoundingClientRect();
    const canvas = new SvgCanvas(box, definitions);
    drawElement(canvas, element);
    const width = Math.max(box.width, element.scrollWidth);
    const height = Math.max(box.height, element.scrollHeight);
    return { canvas, width, height, background: backgroundOf(region) };
  } finally {
    strike();
  }
}

function drawElement(canvas: SvgCanvas, element: Element): void {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return;
  if (style.clipPath !== 'none') return; // said, not seen
  const folded = element instanceof HTMLDetailsElement && !element.open;
  if (element instanceof SVGSVGElement) {
    drawGraphics(canvas, element);
    return;
  }
  drawBox(canvas, element, style);
  if (element instanceof HTMLCanvasElement) drawPixels(canvas, element);
  for (const child of element.childNodes) {
    if (folded && child.nodeName !== 'SUMMARY') continue;
    if (child instanceof Element) drawElement(canvas, child);
    else if (child instanceof Text) drawText(canvas, child, style);
  }
}

/** What the page itself has painted in pixels stays pixels, within the file. */
function drawPixels(canvas: SvgCanvas, element: HTMLCanvasElement): void {
  if (element.width === 0 || element.height === 0) return;
  const place = placeAttributes(canvas.place(element.getBoundingClientRect()));
  canvas.add(`<image ${place} preserveAspectRatio="none" href="${element.toDataURL()}"/>`);
}

/** What shows through a region that has none of its own. */
function backgroundOf(region: HTMLElement): string {
  for (let at: HTMLElement | null = region; at !== null; at = at.parentElement) {
    const paint = readPaint(getComputedStyle(at).backgroundColor);
    if (paint !== null) return paint.colour;
  }
  return '#ffffff';
}
