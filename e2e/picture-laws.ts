/** What holds of every picture: no text lies on another, and none sticks out. */
import { bottom, middle, right, type DrawnShape } from './drawn-shape.ts';

/** Texts that lie on one another: `a × b`. */
export function overlaps(shapes: readonly DrawnShape[]): string[] {
  const texts = shapes.filter(({ text }) => text.trim() !== '');
  return texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter((b) => common(a, b))
      .map((b) => `${a.text} × ${b.text}`),
  );
}

/** Letters fill about the middle half of their box. */
function common(a: DrawnShape, b: DrawnShape): boolean {
  const across = Math.min(right(a), right(b)) - Math.max(a.left, b.left);
  const apart = Math.abs(middle(a) - middle(b));
  return across > 2 && apart < (a.height + b.height) / 4;
}

/** Texts that stick out of the picture. */
export function outside(
  shapes: readonly DrawnShape[],
  picture: { width: number; height: number },
): string[] {
  return shapes
    .filter(({ text }) => text.trim() !== '')
    .filter(
      (shape) =>
        shape.left < -1 ||
        shape.top < -1 ||
        right(shape) > picture.width + 1 ||
        bottom(shape) > picture.height + 1,
    )
    .map(({ text }) => text);
}
