/** Text where the browser has put it, a line at a time, as wide as it is there whatever font there is. */
import type { SvgCanvas } from './svg-canvas.ts';
import { escapeXml, paintAttributes, round } from './svg-paint.ts';

interface Line {
  text: string;
  readonly left: number;
  right: number;
  readonly top: number;
}

export function drawText(canvas: SvgCanvas, node: Text, style: CSSStyleDeclaration): void {
  const bottom = bottomOf(node);
  const lines = linesOf(node, limitOf(node)).filter(({ top }) => top + HALF_LINE_PX < bottom);
  const font = fontAttributes(style);
  for (const { left, right, text, top } of lines) {
    const { x, y } = canvas.place(new DOMRect(left, top, right - left, 0));
    const shown = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
    const width = shown.length > 1 ? ` textLength="${round(right - left)}"` : '';
    const squeeze = width === '' ? '' : ' lengthAdjust="spacingAndGlyphs"';
    const baseline = y + ascentOf(style);
    canvas.add(
      `<text x="${round(x)}" y="${round(baseline)}"${width}${squeeze} xml:space="preserve" ${font}>${escapeXml(shown)}</text>`,
    );
  }
}

/** Where the nearest box that cuts its text with an ellipsis ends; there is none mostly. */
function limitOf(node: Text): number {
  for (let at = node.parentElement, up = 0; at !== null && up < 3; at = at.parentElement, up++) {
    if (getComputedStyle(at).textOverflow !== 'ellipsis') continue;
    if (at.scrollWidth > at.clientWidth) return at.getBoundingClientRect().right;
  }
  return Infinity;
}

/** Letters of one line may reach a little into another. */
const HALF_LINE_PX = 6;

/** Where the nearest box that shows so many lines and no more ends; there is none mostly. */
function bottomOf(node: Text): number {
  for (let at = node.parentElement, up = 0; at !== null && up < 3; at = at.parentElement, up++) {
    if (getComputedStyle(at).webkitLineClamp !== 'none') return at.getBoundingClientRect().bottom;
  }
  return Infinity;
}

/** Characters that the layout has put on the same height, without those it has collapsed. */
function linesOf(node: Text, limit: number): readonly Line[] {
  const lines: Line[] = [];
  const range = document.createRange();
  const text = node.data;
  let start = 0;
  for (const character of text) {
    range.setStart(node, start);
    start += character.length;
    range.setEnd(node, start);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const last = lines.at(-1);
    const sameLine = last !== undefined && Math.abs(last.top - box.top) < 2;
    const line = sameLine ? last : startLine(lines, box);
    if (box.right > limit) {
      if (!line.text.endsWith('…')) line.text = `${line.text.slice(0, -1)}…`;
      continue;
    }
    line.text += /\s/.test(character) ? ' ' : character;
    line.right = Math.max(line.right, box.right);
  }
  return lines.filter((line) => line.text.trim() !== '');
}

function startLine(lines: Line[], { left, top }: DOMRect): Line {
  const line: Line = { text: '', left, right: left, top };
  lines.push(line);
  return line;
}

function fontAttributes(style: CSSStyleDeclaration): string {
  const { color, fontFamily, fontSize, fontStyle, fontWeight, textDecorationLine } = style;
  const parts = [
    paintAttributes('fill', color),
    `font-family="${escapeXml(fontFamily)}"`,
    `font-size="${round(Number.parseFloat(fontSize))}"`,
  ];
  if (fontWeight !== '400') parts.push(`font-weight="${fontWeight}"`);
  if (fontStyle !== 'normal') parts.push(`font-style="${fontStyle}"`);
  if (textDecorationLine !== 'none') parts.push(`text-decoration="${textDecorationLine}"`);
  return parts.join(' ');
}

const ascents = new Map<string, number>();

/** From the top of a line's box to its baseline, in CSS pixels. */
function ascentOf({ fontFamily, fontSize, fontStyle, fontWeight }: CSSStyleDeclaration): number {
  const font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const known = ascents.get(font);
  if (known !== undefined) return known;
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return Number.parseFloat(fontSize);
  context.font = font;
  const ascent = context.measureText('x').fontBoundingBoxAscent;
  ascents.set(font, ascent);
  return ascent;
}
