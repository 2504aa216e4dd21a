/** The map of a million pages: what the page's script has to do once for a map, and in each frame. */
import { PAGE } from '../trace/reports/page-code.ts';
import { mapColumns, mapLevels, type MapLevels } from '../view/trace/map-levels.ts';
import { fitted, pannedMap, zoomedMap } from '../view/trace/map-viewport.ts';
import { RANKS } from '../view/trace/page-rank.ts';
import { paintMap, type MapTiles } from '../view/trace/paint-map.ts';

const PAGES = 1 << 20;
const SCREEN = { width: 1920, height: 1080 };
const FRAMES = 120;
const STATES = [0, 4, 6, 7, 8];

/** Neighbours are mostly alike, as in a guest. */
function someCodes(): Uint8Array {
  const codes = new Uint8Array(PAGES);
  let random = 1;
  for (let at = 0; at < PAGES;) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const end = Math.min(PAGES, at + 1 + ((random >>> 8) & 63));
    codes.fill(STATES[(random >>> 16) % STATES.length] ?? 0, at, end);
    if ((random & 0xfff00) === 0) codes[at] = (codes[at] ?? 0) | PAGE.FINDING;
    at = end;
  }
  return codes;
}

function tilesFor(zoom: number): MapTiles {
  const dots = Uint32Array.from({ length: RANKS }, (_, rank) => 0xff00_0000 + rank * 0x70503);
  const pages = Array.from(dots, (colour) => new Uint32Array(4 ** Math.max(zoom, 0)).fill(colour));
  return { ground: 0, dots, pages };
}

export function benchMap(): Promise<void> {
  const codes = someCodes();
  const started = performance.now();
  const levels = mapLevels(codes, mapColumns(PAGES, SCREEN));
  console.log(
    `  made ready, once: ${(performance.now() - started).toFixed(1)} ms (${PAGES} pages, all sizes)`,
  );
  const whole = fitted(levels, SCREEN);
  for (let zoom = whole.zoom - 1; zoom <= 5; zoom++) {
    const times = framesAt(levels, zoom);
    const at = (part: number): string => (times[Math.floor(part * times.length)] ?? 0).toFixed(2);
    console.log(
      `  a frame of ${SCREEN.width}x${SCREEN.height} at zoom ${zoom}: ${at(0.5)} ms, 95 of 100 under ${at(0.95)} ms`,
    );
  }
  return Promise.resolve();
}

function framesAt(levels: MapLevels, zoom: number): readonly number[] {
  const asked = { levels, size: SCREEN };
  const start = fitted(levels, SCREEN);
  const about = { x: 960, y: 540 };
  let viewport = zoomedMap(start, { ...asked, about, steps: zoom - start.zoom });
  const pixels = new Uint32Array(SCREEN.width * SCREEN.height);
  const tiles = tilesFor(zoom);
  const times: number[] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = process.cpuUsage();
    viewport = pannedMap(viewport, { ...asked, by: { x: frame % 2 === 0 ? 37 : -31, y: 3 } });
    paintMap(levels, viewport, { target: { ...SCREEN, pixels }, tiles });
    const { system, user } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b);
}
