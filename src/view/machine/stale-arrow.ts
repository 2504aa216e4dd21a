/**
 * From a stale TLB entry to the row of the SPTE that it contradicts. The boxes are where the page
 * drew the two; the arrow runs in the gutter between the columns, or down the margin when the cards
 * are above the table.
 */
import { bumpAcross } from '../path/smooth-path.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Room for the head before the row's edge. */
const HEAD = 7;
/** How far left of both boxes the arrow runs down when there is no gutter. */
const MARGIN = 9;
const CORNER = 6;

export function staleArrow({ entry, row }: { entry: Box; row: Box }): string {
  const from = (entry.top + entry.bottom) / 2;
  const to = (row.top + row.bottom) / 2;
  if (entry.right <= row.left) {
    return bumpAcross({ x: entry.right, y: from }, { x: row.left - HEAD, y: to });
  }
  const x = Math.min(entry.left, row.left) - MARGIN - HEAD;
  const down = to > from ? CORNER : -CORNER;
  return [
    `M${entry.left},${from}`,
    `L${x + CORNER},${from}Q${x},${from} ${x},${from + down}`,
    `L${x},${to - down}Q${x},${to} ${x + CORNER},${to}`,
    `L${row.left - HEAD},${to}`,
  ].join('');
}
