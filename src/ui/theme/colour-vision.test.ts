/**
 * What the common colour blindnesses cannot tell apart must differ otherwise. Where two colours come too
 * near each other, the table below says by what letter, word or shape their uses differ; a colour that is
 * changed or added fails here until somebody has seen to that.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
type Triple = readonly [number, number, number];

/** ref: Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB. */
const SIMULATED: Readonly<Record<string, readonly Triple[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(name: string, theme: Theme): Triple {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css);
  if (!found) throw new Error(`--${name} is not a light-dark() pair of six-digit colours`);
  const hex = found[theme === 'light' ? 1 : 2]!;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r!, g!, b!];
}

const times = (rows: readonly Triple[], [x, y, z]: Triple): Triple =>
  rows.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

/** ref: Ottosson 2020, OKLab; distances in it are about as large as they look. */
function oklab(rgb: Triple): Triple {
  const clipped = rgb.map((part) => Math.min(1, Math.max(0, part))) as unknown as Triple;
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clipped,
  ).map(Math.cbrt) as unknown as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(...a.map((part, i) => part - b[i]!));
}

/** Nearer than this, two colours beside each other pass for one. */
const DISTANCE_MIN = 0.08;

/** The blindnesses, and themes, for which two colours pass for one. */
function confusedBy(a: string, b: string): string[] {
  return THEMES.flatMap((theme) =>
    Object.entries(SIMULATED)
      .filter(([, matrix]) => {
        const seen = [a, b].map((name) => oklab(times(matrix, linear(name, theme))));
        return distance(seen[0]!, seen[1]!) < DISTANCE_MIN;
      })
      .map(([blindness]) => `${blindness}, ${theme}`),
  );
}

const TONES = ['bad', 'ok', 'warn', 'changed', 'accent', 'rcu', 'text-muted'];

/** By what the uses of two colours differ, beside the colour. */
const CUES: Readonly<Record<string, string>> = {
  'bad ok': '✗ or a word such as "lost" and "STALE", on stripes; ✓',
  'bad warn': '✗ or a word; the name of who owes or holds something',
  'bad changed': '✗ or a word; what was is struck out or in a dashed box',
  'ok warn': '✓; the name of who owes or holds something',
  'ok changed': '✓; struck out or in a dashed box',
  'ok accent': '✓; a frame, an arrow or an underline',
  'ok rcu': '✓; the word RCU',
  'ok text-muted': '✓; no mark',
  'warn changed': 'the name of who owes or holds something; struck out or in a dashed box',
  'accent rcu': 'a frame, an arrow or an underline; the word RCU',
  'accent text-muted': 'a frame, an arrow or an underline; none',
  'rcu text-muted': 'the word RCU before a name; a dash where there is none',
};

const PAIRS = TONES.flatMap((a, i) => TONES.slice(i + 1).map((b): [string, string] => [a, b]));

describe('colours of meaning', () => {
  test.each(PAIRS)('%s and %s are told apart by everybody', (a, b) => {
    const confused = confusedBy(a, b);
    // A cue for what nobody confuses would be a line that nobody keeps true.
    expect([confused, CUES[`${a} ${b}`] !== undefined]).toEqual([confused, confused.length > 0]);
  });
});

const ACTORS = ['vcpu', 'host'].flatMap((kind) => [0, 1, 2, 3].map((n) => `actor-${kind}-${n}`));
const ACTOR_PAIRS = ACTORS.flatMap((a, i) =>
  ACTORS.slice(i + 1).map((b): [string, string] => [a, b]),
);

test.each(ACTOR_PAIRS)('%s and %s are told apart by everybody, by colour alone', (a, b) => {
  expect(confusedBy(a, b)).toEqual([]);
});

test('ink is seen on its ground by everybody', () => {
  for (const name of [...TONES, 'text']) {
    for (const ground of ['bg', 'surface', 'surface-2', 'surface-3'])
      expect([name, ground, confusedBy(name, ground)]).toEqual([name, ground, []]);
  }
});

test('the simulation takes red for green, and leaves grey alone', () => {
  const red: Triple = [0.6, 0.05, 0.05];
  const seen = (rgb: Triple, who: string): Triple => oklab(times(SIMULATED[who]!, rgb));
  const green: Triple = [0.35, 0.3, 0.03];
  const byAll = distance(oklab(red), oklab(green));
  expect(distance(seen(red, 'deuteranopia'), seen(green, 'deuteranopia'))).toBeLessThan(byAll / 2);
  for (const who of Object.keys(SIMULATED)) {
    expect(distance(seen([0.3, 0.3, 0.3], who), oklab([0.3, 0.3, 0.3]))).toBeLessThan(0.01);
  }
});
