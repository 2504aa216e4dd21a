/** Which part of the map is on screen. Sizes are powers of two, so that dots fall on whole pixels. */
import type { MapLevels } from './map-levels.ts';

export interface MapViewport {
  /** A page is 2^zoom pixels wide and high; below 0, a pixel is as many pages. */
  readonly zoom: number;
  /** The pixel of the whole map, at this zoom, that is in the upper left corner. */
  readonly left: number;
  readonly top: number;
}

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

export const ZOOM_MAX = 5;

/** The largest that is all on screen, in the middle. */
export function fitted(levels: MapLevels, size: PixelSize): MapViewport {
  const whole = levels[0] ?? { columns: 1, rows: 1 };
  const room = Math.min(size.width / whole.columns, size.height / whole.rows);
  const zoom = clamp(Math.floor(Math.log2(Math.max(room, 1e-6))), zoomMin(levels), ZOOM_MAX);
  return within({ zoom, left: 0, top: 0 }, levels, size);
}

function zoomMin(levels: MapLevels): number {
  return 1 - levels.length;
}

/** Zooms by steps (above 0: in) about a pixel of the screen. */
export function zoomedMap(
  { left, top, zoom }: MapViewport,
  {
    about,
    levels,
    size,
    steps,
  }: {
    readonly steps: number;
    readonly about: { readonly x: number; readonly y: number };
    readonly levels: MapLevels;
    readonly size: PixelSize;
  },
): MapViewport {
  const next = clamp(zoom + steps, zoomMin(levels), ZOOM_MAX);
  const scale = 2 ** (next - zoom);
  return within(
    {
      zoom: next,
      left: Math.round((left + about.x) * scale - about.x),
      top: Math.round((top + about.y) * scale - about.y),
    },
    levels,
    size,
  );
}

export function pannedMap(
  { left, top, zoom }: MapViewport,
  {
    by,
    levels,
    size,
  }: {
    readonly by: { readonly x: number; readonly y: number };
    readonly levels: MapLevels;
    readonly size: PixelSize;
  },
): MapViewport {
  return within({ zoom, left: left + by.x, top: top + by.y }, levels, size);
}

/** Where a page of the map is on screen: its upper left pixel, and how large it is. */
export function placeOfPage(
  page: number,
  { left, top, zoom }: MapViewport,
  levels: MapLevels,
): { readonly x: number; readonly y: number; readonly size: number } {
  const columns = levels[0]?.columns ?? 1;
  const scale = 2 ** zoom;
  return {
    x: Math.floor((page % columns) * scale) - left,
    y: Math.floor(Math.floor(page / columns) * scale) - top,
    size: Math.max(scale, 1),
  };
}

/** The page under a pixel of the screen (of several, the first); null beside the map. */
export function pageUnder(
  { x, y }: { readonly x: number; readonly y: number },
  { left, top, zoom }: MapViewport,
  levels: MapLevels,
): number | null {
  const { columns = 1, rows = 1 } = levels[0] ?? {};
  const column = Math.floor((x + left) / 2 ** zoom);
  const row = Math.floor((y + top) / 2 ** zoom);
  const outside = column < 0 || row < 0 || column >= columns || row >= rows;
  return outside ? null : row * columns + column;
}

/** Moved as little as it takes to have a page on screen. */
export function revealingPage(
  page: number,
  viewport: MapViewport,
  { levels, size }: { readonly levels: MapLevels; readonly size: PixelSize },
): MapViewport {
  const at = placeOfPage(page, viewport, levels);
  const by = {
    x: Math.min(0, at.x) + Math.max(0, at.x + at.size - size.width),
    y: Math.min(0, at.y) + Math.max(0, at.y + at.size - size.height),
  };
  return by.x === 0 && by.y === 0 ? viewport : pannedMap(viewport, { by, levels, size });
}

/** A map that is smaller than the screen is in its middle; a larger one leaves no room beside it. */
function within(viewport: MapViewport, levels: MapLevels, size: PixelSize): MapViewport {
  const { columns = 1, rows = 1 } = levels[0] ?? {};
  const scale = 2 ** viewport.zoom;
  const settle = (at: number, whole: number, room: number): number =>
    whole <= room ? -Math.floor((room - whole) / 2) : clamp(at, 0, Math.ceil(whole - room));
  return {
    zoom: viewport.zoom,
    left: settle(viewport.left, columns * scale, size.width),
    top: settle(viewport.top, rows * scale, size.height),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
