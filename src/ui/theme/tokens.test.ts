import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

const THEMES = ['light', 'dark'] as const;

function colour(name: string, theme: (typeof THEMES)[number]): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css);
  if (!found) throw new Error(`--${name} is not a light-dark() pair of six-digit colours`);
  return found[theme === 'light' ? 1 : 2]!;
}

/** ref: WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const ACTORS = ['vcpu', 'host'].flatMap((kind) => [0, 1, 2, 3].map((n) => `actor-${kind}-${n}`));
const SURFACES = ['bg', 'surface', 'surface-2', 'surface-3'];

const TEXT_PAIRS: [string, string][] = [
  ...['text', 'text-muted', 'accent', 'bad', 'ok', 'warn', 'changed', 'rcu', ...ACTORS].flatMap(
    (ink) => SURFACES.map((surface): [string, string] => [ink, surface]),
  ),
  ...['accent', 'bad', 'ok', 'warn', 'changed', 'rcu'].flatMap((name): [string, string][] => [
    [name, `${name}-surface`],
    ['text', `${name}-surface`],
    ['text-muted', `${name}-surface`],
  ]),
  ['on-accent', 'accent'],
  ['on-bad', 'bad'],
];

describe.each(THEMES)('%s theme', (theme) => {
  test.each(TEXT_PAIRS)('text of --%s on --%s is readable', (ink, surface) => {
    expect(contrast(colour(ink, theme), colour(surface, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SURFACES)('edges and the focus ring can be seen on --%s', (surface) => {
    for (const name of ['border-strong', 'focus']) {
      expect(contrast(colour(name, theme), colour(surface, theme))).toBeGreaterThanOrEqual(3);
    }
  });
});
