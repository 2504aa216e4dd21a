import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StepRecord, ViolationInfo } from '../../protocol/run.ts';
import { draggedFrame, gripAt, keptLeft, leftAfterKey, leftFor, minimap } from './minimap.ts';
import { minimapFrame } from './minimap.ts';
import { stepPlace, stepsInView, windowText } from './minimap.ts';

function run(actors: readonly number[], violated: readonly number[] = []): StepRecord[] {
  return actors.map((actor, i) => ({
    n: i + 1,
    choice: { actor, variant: 0 },
    program: '',
    pc: 0,
    label: '',
    fn: '',
    code: '',
    access: 'none',
    text: '',
    diff: new Uint32Array(),
    spte: null,
    writer: null,
    violations: violated.includes(i + 1) ? [{} as ViolationInfo] : [],
    digest: '',
  }));
}

const ticksOf = (path: string): string[] => path.match(/M[^M]+/g) ?? [];

describe('the strip', () => {
  test('has a tick per step in the row of its actor, and says which are violated', () => {
    const { rows, violations } = minimap(run([0, 1, 1, 0, 1], [4]), { actors: 2, width: 600 });
    expect(rows.map(({ path }) => ticksOf(path).length)).toEqual([2, 3]);
    expect(ticksOf(rows[0]!.path)[0]).toBe('M150,2v3');
    expect(ticksOf(rows[1]!.path)[0]).toBe('M250,6v3');
    expect(violations).toEqual([{ n: 4, x: 450 }]);
  });

  test('draws no more ticks than it has pixels, however long the run', () => {
    const { rows } = minimap(run(Array<number>(5000).fill(0)), { actors: 1, width: 300 });
    expect(ticksOf(rows[0]!.path).length).toBeLessThanOrEqual(301);
  });
});

const window = fc
  .record({ whole: fc.integer({ min: 100, max: 20_000 }), part: fc.integer({ min: 1, max: 100 }) })
  .chain(({ whole, part }) => {
    const width = Math.max(1, Math.floor((whole * part) / 100));
    return fc.integer({ min: 0, max: whole - width }).map((left) => ({ left, width, whole }));
  });

describe('the frame', () => {
  test('stays on the strip, and is as wide as the part in view, or can still be grasped', () => {
    fc.assert(
      fc.property(window, fc.integer({ min: 50, max: 2000 }), (inView, strip) => {
        const { width, x } = minimapFrame(inView, strip);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(strip + 1e-6);
        expect(width).toBeGreaterThanOrEqual(Math.min(8, strip));
      }),
    );
    expect(minimapFrame({ left: 500, width: 250, whole: 1000 }, 200)).toEqual({
      x: 100,
      width: 50,
    });
  });

  test('goes where the pointer puts its middle, as far as there is picture', () => {
    const inView = { left: 0, width: 200, whole: 1000 };
    expect(leftFor(50, inView, 100)).toBe(400);
    expect(leftFor(0, inView, 100)).toBe(0);
    expect(leftFor(100, inView, 100)).toBe(800);
  });

  test('keys never leave the picture; from end to end by pages, and at once', () => {
    const keys = ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
    fc.assert(
      fc.property(window, fc.constantFrom(...keys), (inView, key) => {
        const left = leftAfterKey(key, inView)!;
        expect(left).toBe(keptLeft(left, inView));
      }),
    );
    const inView = { left: 300, width: 200, whole: 1000 };
    const moved = keys.map((key) => leftAfterKey(key, inView));
    expect(moved).toEqual([280, 320, 500, 100, 0, 800]);
    expect(leftAfterKey('n', inView)).toBeNull();
  });
});

test('the steps in view are those whose marks are', () => {
  const stepAt = (pixels: number): number => (pixels - 34) / 20;
  expect(stepsInView({ left: 0, width: 200 }, stepAt, 100)).toEqual({ first: 1, last: 8 });
  expect(stepsInView({ left: 94, width: 100 }, stepAt, 100)).toEqual({ first: 3, last: 8 });
  expect(stepsInView({ left: 0, width: 9000 }, stepAt, 70)).toEqual({ first: 1, last: 70 });
  expect(stepPlace(0, { steps: 9, width: 100 })).toBe(5);
});

test('what is in view, in words, names the violations as long as they are few', () => {
  const view = { first: 12, last: 40, steps: 120 };
  expect(windowText(view, [])).toBe('steps 12 to 40 of 120; no violation');
  expect(windowText(view, [17, 33])).toBe('steps 12 to 40 of 120; violated at 17, 33');
  expect(windowText(view, [1, 2, 3, 4, 5, 6, 7])).toMatch(/violated at 1, 2, 3, 4, 5 and 2 more$/);
});

describe('a hand on the frame', () => {
  const frame = { x: 100, width: 60 };

  test('takes an edge, the middle, or the strip beside it', () => {
    const at = (place: number) => gripAt(place, frame);
    expect([95, 104, 130, 157, 165, 40].map(at)).toEqual([
      'start',
      'start',
      'frame',
      'end',
      'end',
      'strip',
    ]);
    // A narrow one can still be moved.
    expect(gripAt(104, { x: 100, width: 9 })).toBe('frame');
  });

  test('moves it within the strip, or one edge of it up to the other', () => {
    const drag = (grip: 'start' | 'end' | 'frame', by: number) =>
      draggedFrame(frame, { by, grip }, 400);
    expect(drag('frame', -300)).toEqual({ x: 0, width: 60 });
    expect(drag('frame', 300)).toEqual({ x: 340, width: 60 });
    expect(drag('start', -20)).toEqual({ x: 80, width: 80 });
    expect(drag('start', 90)).toEqual({ x: 152, width: 8 });
    expect(drag('end', 30)).toEqual({ x: 100, width: 90 });
    expect(drag('end', 1000)).toEqual({ x: 100, width: 300 });
  });
});
