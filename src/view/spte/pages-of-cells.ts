/** Which guest pages are concerned when cells change. */
import {
  gfnOfGuestPage,
  guestPageCount,
  guestPageOf,
  hostPageOf,
  pfnOfBacking,
  type StateShape,
} from '../../engine/state/shape.ts';
import type { StateMap } from '../../engine/state/state-map.ts';

const OF_GUEST_PAGES = [
  'content',
  'host_pte',
  'dirty_bitmap',
  'copy',
  'external',
  'track',
] as const;
const OF_HOST_PAGES = ['page', 'dirty_debt'] as const;

export function pagesOfCells(map: StateMap, cells: readonly number[]): ReadonlySet<number> {
  const guests = recordsOf(map, { regions: OF_GUEST_PAGES, cells });
  const hosts = recordsOf(map, { regions: OF_HOST_PAGES, cells });
  if (guests.size + hosts.size === 0) return new Set();
  const pages = Array.from({ length: guestPageCount(map.shape) }, (_, page) => page);
  return new Set(
    pages.filter(
      (page) =>
        guests.has(guestPageOf(map.shape, gfnOfGuestPage(map.shape, page))) ||
        hostPagesOf(map.shape, page).some((host) => hosts.has(host)),
    ),
  );
}

/** Of each page that has ever been behind it: two slots may have the same. */
function hostPagesOf(shape: StateShape, page: number): number[] {
  return Array.from({ length: shape.backings }, (_, backing) =>
    hostPageOf(shape, pfnOfBacking(shape, { page, backing })),
  );
}

interface Wanted {
  readonly regions: readonly (typeof OF_GUEST_PAGES | typeof OF_HOST_PAGES)[number][];
  readonly cells: readonly number[];
}

function recordsOf(map: StateMap, { cells, regions }: Wanted): ReadonlySet<number> {
  const records = new Set<number>();
  for (const name of regions) {
    const { base, count, stride } = map[name];
    for (const cell of cells) {
      if (cell >= base && cell < base + count * stride) {
        records.add(Math.floor((cell - base) / stride));
      }
    }
  }
  return records;
}
