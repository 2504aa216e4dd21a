/** Below each frame of an animation: which step it is, what it does, and what it breaks. */
import type { Subtitle } from '../../view/export/subtitles.ts';
import { escapeXml, paintAttributes, round } from './svg-paint.ts';

export const SUBTITLE_HEIGHT = 78;
const LINES_MAX = 3;
const [MARGIN, LINE] = [12, 20];
const FONT_SIZE = 13;

interface Below {
  /** Whose colours and font it has. */
  readonly region: HTMLElement;
  readonly width: number;
  readonly height: number;
}

interface Ink {
  readonly text: string;
  readonly fill: string;
}

export function drawSubtitle({ progress, text, wrong }: Subtitle, below: Below): string[] {
  const { height, region, width } = below;
  const style = getComputedStyle(region);
  const font = `font-family="${escapeXml(style.fontFamily)}" font-size="${FONT_SIZE}"`;
  const fits = fitter(`${FONT_SIZE}px ${style.fontFamily}`, width - 2 * MARGIN);
  const bar = (to: number, fill: string): string =>
    `<rect x="0" y="${round(height)}" width="${round(to * width)}" height="3" ${fill}/>`;
  const inks: Ink[] = [
    ...linesOf(text, fits).map((line) => ({ text: line, fill: style.color })),
    ...linesOf(wrong, fits).map((line) => ({ text: line, fill: colourOf('--bad') })),
  ];
  return [
    bar(1, paintAttributes('fill', colourOf('--border'))),
    ...(progress > 0 ? [bar(progress, paintAttributes('fill', colourOf('--accent')))] : []),
    ...inks.slice(0, LINES_MAX).map(({ fill, text: line }, n) => {
      const words = n === LINES_MAX - 1 && inks.length > LINES_MAX ? `${line} …` : line;
      const y = round(height + 4 + (n + 1) * LINE);
      return `<text x="${MARGIN}" y="${y}" ${font} ${paintAttributes('fill', fill)}>${escapeXml(words)}</text>`;
    }),
  ];
}

/** A token as a colour of the theme on screen. */
function colourOf(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

type Fits = (text: string) => boolean;

function fitter(font: string, width: number): Fits {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return () => true;
  return (text) => {
    context.font = font;
    return context.measureText(text).width <= width;
  };
}

/** Words, as many on a line as fit. */
function linesOf(text: string, fits: Fits): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
