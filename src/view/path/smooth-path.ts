/**
 * Smooth SVG paths: the curves that d3-shape calls curveBumpX, curveBumpY and curveCatmullRom (uniform).
 * Of d3-shape every curve would have to be loaded; these three are a line each.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Cubic {
  readonly leaving: Point;
  readonly arriving: Point;
  readonly to: Point;
}

const move = ({ x, y }: Point): string => `M${x},${y}`;
const curve = ({ leaving, arriving, to }: Cubic): string =>
  `C${leaving.x},${leaving.y},${arriving.x},${arriving.y},${to.x},${to.y}`;

/** Leaves its source and comes to its target horizontally. */
export function bumpAcross(source: Point, target: Point): string {
  const x = (source.x + target.x) / 2;
  return (
    move(source) + curve({ leaving: { x, y: source.y }, arriving: { x, y: target.y }, to: target })
  );
}

/** Leaves its source and comes to its target vertically. */
export function bumpDown(source: Point, target: Point): string {
  const y = (source.y + target.y) / 2;
  return (
    move(source) + curve({ leaving: { x: source.x, y }, arriving: { x: target.x, y }, to: target })
  );
}

/** Through all of the points. */
export function smoothThrough(points: readonly Point[]): string {
  return points
    .map((to, i) => {
      const from = points[i - 1];
      if (from === undefined) return move(to);
      const leaving = along(from, { from: points[i - 2] ?? to, to });
      const arriving = along(to, { from: points[i + 1] ?? from, to: from });
      return curve({ leaving, arriving, to });
    })
    .join('');
}

/** A sixth of the way from one neighbour to the other. */
function along({ x, y }: Point, way: { readonly from: Point; readonly to: Point }): Point {
  return { x: x + (way.to.x - way.from.x) / 6, y: y + (way.to.y - way.from.y) / 6 };
}
