/** Where the arrows from stale TLB entries run, by where the browser has laid out what they join. */
import { staleArrow, type Box } from '../../view/machine/stale-arrow.ts';

export interface Arrow {
  readonly key: string;
  readonly path: string;
}

/** `element` holds both the TLB entries and the rows; the paths are within it. */
export function measureArrows(element: HTMLElement): readonly Arrow[] {
  const entries = [...element.querySelectorAll<HTMLElement>('[data-tlb-anchor]')];
  if (entries.length === 0) return [];
  const origin = element.getBoundingClientRect();
  const scale = element.offsetWidth === 0 ? 1 : origin.width / element.offsetWidth;
  const place = { origin, scale };
  return entries.flatMap((entry, i) => {
    const anchor = entry.dataset['tlbAnchor'] ?? '';
    const row = element.querySelector<HTMLElement>(`[data-row-anchor="${anchor}"]`);
    if (row === null) return [];
    const path = staleArrow({ entry: boxOf(entry, place), row: boxOf(row, place) });
    return [{ key: `${anchor}-${i}`, path }];
  });
}

interface Place {
  readonly origin: DOMRect;
  /** Pixels of the screen per pixel of the picture: an embedded one is made to fit. */
  readonly scale: number;
}

function boxOf(element: HTMLElement, { origin, scale }: Place): Box {
  const { bottom, left, right, top } = element.getBoundingClientRect();
  return {
    left: (left - origin.left) / scale,
    right: (right - origin.left) / scale,
    top: (top - origin.top) / scale,
    bottom: (bottom - origin.top) / scale,
  };
}
