/** Against d3-shape, whose curves they are. */
import { curveBumpX, curveBumpY, curveCatmullRom, line } from 'd3-shape';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bumpAcross, bumpDown, smoothThrough, type Point } from './smooth-path.ts';

const coordinate = fc.integer({ min: -500, max: 500 });
const point: fc.Arbitrary<Point> = fc.record({ x: coordinate, y: coordinate });

const shape = line<Point>()
  .x(({ x }) => x)
  .y(({ y }) => y);

/** The numbers of a path; d3-shape prints three digits. */
function numbers(path: string | null): number[] {
  return [...(path ?? '').matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(([text]) => Number(text));
}

function expectClose(one: string, other: string | null): void {
  const [ours, theirs] = [numbers(one), numbers(other)];
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((value, i) => {
    expect(value).toBeCloseTo(theirs[i] ?? NaN, 2);
  });
}

test('links leave and arrive as curveBumpX and curveBumpY have it', () => {
  fc.assert(
    fc.property(point, point, (source, target) => {
      expectClose(bumpAcross(source, target), shape.curve(curveBumpX)([source, target]));
      expectClose(bumpDown(source, target), shape.curve(curveBumpY)([source, target]));
    }),
  );
});

test('a smooth path goes through its points as the uniform Catmull-Rom curve does', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 3, maxLength: 5 }), (points) => {
      expectClose(smoothThrough(points), shape.curve(curveCatmullRom.alpha(0))(points));
    }),
  );
});
