/**
 * The shapes of the marks on a lane, as SVG paths around (0, 0). Drawn by d3-shape when the site is
 * built: the page needs their paths, not every symbol and curve there is.
 */
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  type SymbolType,
} from 'd3-shape';

export type MarkSymbol =
  'dot' | 'circle' | 'cross' | 'diamond' | 'lock' | 'square' | 'star' | 'triangle';

/** Area of a symbol, in square pixels: about the size of a fingertip's dot, 15 px across. */
const AREA = 170;

/** A padlock. */
const symbolLock: SymbolType = {
  draw: (path, area) => {
    const half = Math.sqrt(area) / 2;
    const neck = half * 0.62;
    path.rect(-half, -half * 0.25, half * 2, half * 1.35);
    path.moveTo(-neck, -half * 0.25);
    path.lineTo(-neck, -half * 0.55);
    path.arc(0, -half * 0.55, neck, Math.PI, 0);
    path.lineTo(neck, -half * 0.25);
  },
};

function pathOf(shape: SymbolType, area = AREA): string {
  return symbol(shape, area)() ?? '';
}

export function computeMarkSymbols(): Readonly<Record<MarkSymbol, string>> {
  return {
    dot: pathOf(symbolCircle, 50),
    circle: pathOf(symbolCircle),
    cross: pathOf(symbolCross),
    diamond: pathOf(symbolDiamond),
    lock: pathOf(symbolLock, 130),
    square: pathOf(symbolSquare),
    star: pathOf(symbolStar, 130),
    triangle: pathOf(symbolTriangle),
  };
}
