/** Where a key leads on the map; null if it is none that moves. */
export function cursorAfter(
  key: string,
  at: number,
  { columns, pages }: { readonly columns: number; readonly pages: number },
): number | null {
  const to = target(key, at, { columns, pages });
  return to === null ? null : Math.max(0, Math.min(to, pages - 1));
}

/** Rows that a page key passes over. */
const ROWS = 16;

function target(
  key: string,
  at: number,
  { columns, pages }: { readonly columns: number; readonly pages: number },
): number | null {
  switch (key) {
    case 'ArrowRight':
      return at + 1;
    case 'ArrowLeft':
      return at - 1;
    case 'ArrowDown':
      return at + columns < pages ? at + columns : at;
    case 'ArrowUp':
      return at >= columns ? at - columns : at;
    case 'PageDown':
      return at + ROWS * columns;
    case 'PageUp':
      return at - ROWS * columns;
    case 'Home':
      return 0;
    case 'End':
      return pages - 1;
    default:
      return null;
  }
}
