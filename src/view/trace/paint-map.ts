/** Paints the part of the map that is on screen, pixel by pixel. Allocates nothing. */
import type { MapLevel, MapLevels } from './map-levels.ts';
import type { MapViewport } from './map-viewport.ts';

export interface MapTarget {
  readonly width: number;
  readonly height: number;
  /** A word a pixel, row by row, as an ImageData's bytes. */
  readonly pixels: Uint32Array;
}

/** How each rank is painted, at one zoom. */
export interface MapTiles {
  /** Beside the map. */
  readonly ground: number;
  /** A word a rank: pages too small for more are all of one colour. */
  readonly dots: Uint32Array;
  /** From LETTER_ZOOM on: of each rank the pixels of a whole page, 2^zoom rows of as many. */
  readonly pages: readonly Uint32Array[];
}

/** From here on a page has room for a letter. */
export const LETTER_ZOOM = 4;

export function paintMap(
  levels: MapLevels,
  viewport: MapViewport,
  { target, tiles }: { readonly target: MapTarget; readonly tiles: MapTiles },
): void {
  target.pixels.fill(tiles.ground);
  const level = levels[Math.max(0, -viewport.zoom)];
  if (level === undefined) return;
  if (viewport.zoom <= 0) paintDots(level, viewport, { target, dots: tiles.dots });
  else if (viewport.zoom < LETTER_ZOOM) paintPlain(level, viewport, { target, dots: tiles.dots });
  else paintPages(level, viewport, { target, pages: tiles.pages });
}

function paintDots(
  { columns, ranks, rows }: MapLevel,
  { left, top }: MapViewport,
  { dots, target }: { readonly target: MapTarget; readonly dots: Uint32Array },
): void {
  const { height, pixels, width } = target;
  const xFirst = Math.max(0, -left);
  const xEnd = Math.min(width, columns - left);
  const yEnd = Math.min(height, rows - top);
  for (let y = Math.max(0, -top); y < yEnd; y++) {
    const from = (y + top) * columns + left;
    const to = y * width;
    for (let x = xFirst; x < xEnd; x++) pixels[to + x] = dots[ranks[from + x] ?? 0] ?? 0;
  }
}

/** A line of each row of pages, and then copies of it. */
function paintPlain(
  { columns, ranks, rows }: MapLevel,
  { left, top, zoom }: MapViewport,
  { dots, target }: { readonly target: MapTarget; readonly dots: Uint32Array },
): void {
  const { height, pixels, width } = target;
  const size = 1 << zoom;
  const xFirst = Math.max(0, -left);
  const xEnd = Math.min(width, columns * size - left);
  const yEnd = Math.min(height, rows * size - top);
  for (let y = Math.max(0, -top); y < yEnd;) {
    const row = (y + top) >> zoom;
    const from = row * columns;
    const to = y * width;
    for (let x = xFirst; x < xEnd; x++) {
      pixels[to + x] = dots[ranks[from + ((x + left) >> zoom)] ?? 0] ?? 0;
    }
    const next = Math.min((row + 1) * size - top, yEnd);
    for (y += 1; y < next; y++) pixels.copyWithin(y * width, to, to + width);
  }
}

function paintPages(
  { columns, ranks, rows }: MapLevel,
  { left, top, zoom }: MapViewport,
  { pages, target }: { readonly target: MapTarget; readonly pages: readonly Uint32Array[] },
): void {
  const { height, pixels, width } = target;
  const size = 1 << zoom;
  const columnFirst = Math.max(0, left >> zoom);
  const columnEnd = Math.min(columns, ((left + width - 1) >> zoom) + 1);
  const yEnd = Math.min(height, rows * size - top);
  for (let y = Math.max(0, -top); y < yEnd; y++) {
    const row = (y + top) >> zoom;
    const inPage = ((y + top) & (size - 1)) * size;
    for (let column = columnFirst; column < columnEnd; column++) {
      const page = pages[ranks[row * columns + column] ?? 0];
      if (page === undefined) continue;
      const start = column * size - left;
      const end = Math.min(start + size, width);
      const from = inPage - start;
      const to = y * width;
      for (let x = Math.max(start, 0); x < end; x++) pixels[to + x] = page[from + x] ?? 0;
    }
  }
}
