/**
 * Which rows of a long list are on screen. Browsers draw no element of a hundred million pixels: the
 * scrolled element holds a window of the rows, which is moved when its edge is near; where in the whole
 * one is the timeline shows.
 */
export interface RowWindow {
  /** The first row of the window. */
  readonly base: number;
  /** In pixels, within the window. */
  readonly scrollTop: number;
}

export const WINDOW_ROWS = 200_000;

interface ListSize {
  readonly total: number;
  readonly rowHeight: number;
  readonly height: number;
}

/** How high the scrolled element is. */
export function windowHeight({ base }: RowWindow, { rowHeight, total }: ListSize): number {
  return Math.max(Math.min(total - base, WINDOW_ROWS), 0) * rowHeight;
}

export function rowsOnScreen(
  { base, scrollTop }: RowWindow,
  { height, rowHeight, total }: ListSize,
): { readonly first: number; readonly end: number } {
  const first = base + Math.floor(scrollTop / rowHeight);
  const end = first + Math.ceil(height / rowHeight) + 1;
  return { first: Math.min(first, total), end: Math.min(end, total) };
}

/** After a scroll: the same rows at the same place, in a window that goes on in both directions. */
export function recentred(window: RowWindow, size: ListSize): RowWindow {
  const { base, scrollTop } = window;
  const { height, rowHeight, total } = size;
  const isNearTop = base > 0 && scrollTop < height;
  const isNearEnd = base + WINDOW_ROWS < total && scrollTop > WINDOW_ROWS * rowHeight - 2 * height;
  if (!isNearTop && !isNearEnd) return window;
  const row = base + Math.floor(scrollTop / rowHeight);
  const moved = baseAround(row, total);
  return { base: moved, scrollTop: scrollTop + (base - moved) * rowHeight };
}

/** Scrolled as little as it takes to have a row on screen; far away, it comes to the middle. */
export function withRow(window: RowWindow, row: number, size: ListSize): RowWindow {
  const { height, rowHeight, total } = size;
  const inWindow = row >= window.base && row < window.base + WINDOW_ROWS;
  const top = (row - window.base) * rowHeight;
  if (inWindow && top >= window.scrollTop && top + rowHeight <= window.scrollTop + height) {
    return window;
  }
  const isNear = inWindow && top > window.scrollTop - height && top < window.scrollTop + 2 * height;
  if (isNear) {
    const scrollTop = top < window.scrollTop ? top : top + rowHeight - height;
    return recentred({ base: window.base, scrollTop }, size);
  }
  const base = baseAround(row, total);
  const middle = (row - base) * rowHeight - Math.floor(height / 2);
  return { base, scrollTop: Math.max(0, middle) };
}

function baseAround(row: number, total: number): number {
  return Math.max(0, Math.min(row - WINDOW_ROWS / 2, total - WINDOW_ROWS));
}
