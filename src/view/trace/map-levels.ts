/**
 * The map of pages at every size: rows of pages, then half as many each way, and so on. A dot of a
 * smaller one has the highest rank of the four it stands for, so that nothing found is lost on the way.
 */
import { RANK_OF } from './page-rank.ts';

export interface MapLevel {
  readonly columns: number;
  readonly rows: number;
  readonly ranks: Uint8Array;
}

/** The first one has a dot a page. */
export type MapLevels = readonly MapLevel[];

/** `columns` is a power of two. */
export function mapLevels(codes: Uint8Array, columns: number): MapLevels {
  const rows = Math.max(1, Math.ceil(codes.length / columns));
  const ranks = new Uint8Array(columns * rows);
  for (let i = 0; i < codes.length; i++) ranks[i] = RANK_OF[codes[i] ?? 0] ?? 0;
  const levels: MapLevel[] = [{ columns, rows, ranks }];
  for (let last = levels[0]; last !== undefined && last.columns * last.rows > 1;) {
    last = halved(last);
    levels.push(last);
  }
  return levels;
}

function halved({ columns, ranks, rows }: MapLevel): MapLevel {
  const half = { columns: Math.max(1, columns >> 1), rows: (rows + 1) >> 1 };
  const across = columns > 1 ? 2 : 1;
  const made = new Uint8Array(half.columns * half.rows);
  for (let row = 0; row < half.rows; row++) {
    const above = 2 * row * columns;
    const below = 2 * row + 1 < rows ? above + columns : above;
    for (let column = 0; column < half.columns; column++) {
      const left = column * across;
      const right = left + across - 1;
      made[row * half.columns + column] = Math.max(
        ranks[above + left] ?? 0,
        ranks[above + right] ?? 0,
        ranks[below + left] ?? 0,
        ranks[below + right] ?? 0,
      );
    }
  }
  return { ...half, ranks: made };
}

/** How many pages a row has, for a picture of this shape: a power of two, so that tables stay whole. */
export function mapColumns(
  pages: number,
  { height, width }: { readonly width: number; readonly height: number },
): number {
  const wanted = Math.sqrt(Math.max(pages, 1) * (width / Math.max(height, 1)));
  return 2 ** Math.max(5, Math.min(14, Math.round(Math.log2(wanted))));
}
