import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { mapColumns, mapLevels, type MapLevels } from '../../view/trace/map-levels.ts';
import { cursorAfter } from '../../view/trace/map-cursor.ts';
import {
  fitted,
  pageUnder,
  pannedMap,
  placeOfPage,
  revealingPage,
  zoomedMap,
  type MapViewport,
  type PixelSize,
} from '../../view/trace/map-viewport.ts';
import { pageWords } from '../../view/trace/page-rank.ts';
import { paintMap, type MapTiles } from '../../view/trace/paint-map.ts';
import { useMapGestures } from './use-map-gestures.ts';
import { useMapTiles } from './use-map-tiles.ts';
import { usePixelSize } from './use-pixel-size.ts';
import css from './map-canvas.module.css';

interface MapCanvasProps {
  /** A byte a page. */
  readonly codes: Uint8Array;
  readonly gfnFirst: number;
  readonly gfn: number | null;
  readonly onChoose: (gfn: number) => void;
  /** What is under the pointer or the map's own cursor, in words. */
  readonly onPoint: (text: string) => void;
}

/** Pages by the million: wheel, drag, two fingers or keys move about in them. */
export function MapCanvas({ codes, gfn, gfnFirst, onChoose, onPoint }: MapCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = usePixelSize(frame);
  const columns = size.width === 0 ? 32 : mapColumns(codes.length, size);
  const levels = useMemo(() => mapLevels(codes, columns), [codes, columns]);
  const [moved, setMoved] = useState<MapViewport | null>(null);
  const viewport = moved ?? fitted(levels, size);
  const [cursor, setCursor] = useState<number | null>(null);
  const chosen = gfn === null ? -1 : gfn - gfnFirst;
  const at = Math.max(0, Math.min(cursor ?? Math.max(chosen, 0), codes.length - 1));
  const tiles = useMapTiles(frame, viewport.zoom);
  const asked = { levels, size };
  usePainting(canvas, { levels, viewport, size, tiles, chosen, cursor });

  const point = (page: number | null): void => {
    if (page === null || page >= codes.length) return;
    onPoint(`gfn ${(gfnFirst + page).toString(16)}: ${pageWords(codes[page] ?? 0)}`);
  };
  useMapGestures(frame, {
    zoom: (steps, about) => setMoved(zoomedMap(viewport, { ...asked, steps, about })),
    pan: (by) => setMoved(pannedMap(viewport, { ...asked, by })),
    choose: (place) => {
      const page = pageUnder(place, viewport, levels);
      if (page !== null && page < codes.length) onChoose(gfnFirst + page);
    },
    hover: (place) => point(pageUnder(place, viewport, levels)),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const middle = placeOfPage(at, viewport, levels);
    const zoomBy = event.key === '+' || event.key === '=' ? 1 : event.key === '-' ? -1 : 0;
    const next = cursorAfter(event.key, at, { columns, pages: codes.length });
    if (zoomBy !== 0) setMoved(zoomedMap(viewport, { ...asked, steps: zoomBy, about: middle }));
    else if (event.key === '0') setMoved(null);
    else if (event.key === 'Enter') onChoose(gfnFirst + at);
    else if (next === null) return;
    else {
      setCursor(next);
      setMoved(revealingPage(next, viewport, asked));
      point(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={frame}
      className={css['frame']}
      role="slider"
      tabIndex={0}
      aria-label="Page on the map; arrows move, plus and minus zoom, 0 shows all, Enter takes its gfn"
      aria-valuemin={gfnFirst}
      aria-valuemax={gfnFirst + Math.max(codes.length - 1, 0)}
      aria-valuenow={gfnFirst + at}
      aria-valuetext={`gfn ${(gfnFirst + at).toString(16)}: ${pageWords(codes[at] ?? 0)}`}
      onKeyDown={onKeyDown}
      onFocus={() => point(at)}
    >
      <canvas ref={canvas} className={css['canvas']} aria-hidden="true" />
    </div>
  );
}

interface Painting {
  readonly levels: MapLevels;
  readonly viewport: MapViewport;
  readonly size: PixelSize;
  readonly tiles: MapTiles | null;
  readonly chosen: number;
  readonly cursor: number | null;
}

function usePainting(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  { chosen, cursor, levels, size, tiles, viewport }: Painting,
): void {
  const image = useRef<{ readonly data: ImageData; readonly pixels: Uint32Array } | null>(null);
  const { height, width } = size;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || tiles === null || width === 0 || height === 0) return;
    if (image.current?.data.width !== width || image.current.data.height !== height) {
      context.canvas.width = width;
      context.canvas.height = height;
      const data = new ImageData(width, height);
      image.current = { data, pixels: new Uint32Array(data.data.buffer) };
    }
    const { data, pixels } = image.current;
    paintMap(levels, viewport, { target: { width, height, pixels }, tiles });
    context.putImageData(data, 0, 0);
    const colours = getComputedStyle(context.canvas);
    if (chosen >= 0) strokePage(context, placeOfPage(chosen, viewport, levels), colours.color);
    if (cursor !== null) {
      strokePage(context, placeOfPage(cursor, viewport, levels), colours.outlineColor);
    }
  }, [canvas, chosen, cursor, height, levels, tiles, viewport, width]);
}

/** Around the page, and wide enough to be seen where pages are dots. */
function strokePage(
  context: CanvasRenderingContext2D,
  { size, x, y }: ReturnType<typeof placeOfPage>,
  colour: string,
): void {
  const room = Math.max(4, size / 8);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(x - room, y - room, size + 2 * room, size + 2 * room);
}
