/**
 * Where a key leads in the grid of page tables: a row per table, the root first, and below the one that
 * is unfolded a row per entry in use. Read from the page itself, where the grid names its rows in order.
 *
 * ref: ARIA Authoring Practices, treegrid, rows first. A table is unfolded by showing its entries and
 * folded by showing those of the table above it: one table's entries are shown at a time.
 */
export interface TreeGridTarget {
  /** What a click would press. */
  readonly press?: HTMLElement | null;
  readonly focus?: Part | null;
}

/** The map of slots is a cell, and a drawing. */
type Part = HTMLElement | SVGElement;

export function treeGridTarget(key: string, target: EventTarget | null): TreeGridTarget | null {
  if (!(target instanceof HTMLElement || target instanceof SVGElement)) return null;
  const row = target.closest<HTMLElement>('[role=row][aria-level]');
  if (row === null) return null;
  const place: Place = { row, rows: rowsAround(row), cell: target === row ? null : target };
  return place.cell === null ? fromRow(key, place) : fromCell(key, place, place.cell);
}

interface Place {
  readonly row: HTMLElement;
  /** In the order of the grid, which is not that of the page. */
  readonly rows: readonly HTMLElement[];
  /** What of the row has the focus, if not the row. */
  readonly cell: Part | null;
}

function rowsAround(row: HTMLElement): HTMLElement[] {
  const grid = document.querySelector(`[aria-owns~="${row.id || (row.parentElement?.id ?? '')}"]`);
  const owned = grid?.getAttribute('aria-owns')?.split(' ') ?? [];
  return owned.flatMap((id) => {
    const part = document.getElementById(id);
    if (part === null) return [];
    return part.matches('[aria-level]')
      ? [part]
      : [...part.querySelectorAll<HTMLElement>('[aria-level]')];
  });
}

function fromRow(key: string, place: Place): TreeGridTarget | null {
  const { row, rows } = place;
  const at = rows.indexOf(row);
  switch (key) {
    case 'ArrowDown':
      return towards(rows[at + 1] ?? row);
    case 'ArrowUp':
      return towards(rows[at - 1] ?? row);
    case 'Home':
      return towards(rows[0]);
    case 'End':
      return towards(rows.at(-1));
    case 'ArrowRight':
      return row.ariaExpanded === 'false'
        ? { press: pressOf(row) }
        : { focus: cellsOf(row)[0] ?? row };
    case 'ArrowLeft':
      return isFoldable(place) ? { press: entryAbove(place) } : { focus: parentOf(place) ?? row };
    case 'Enter':
    case ' ':
      return { press: pressOf(row) };
    default:
      return null;
  }
}

function fromCell(key: string, { row, rows }: Place, cell: Part): TreeGridTarget | null {
  const cells = cellsOf(row);
  const at = cells.findIndex((one) => one === cell || one.contains(cell));
  const beside = (by: number): TreeGridTarget => {
    const other = rows[rows.indexOf(row) + by];
    return { focus: other === undefined ? cell : (cellsOf(other)[at] ?? other) };
  };
  switch (key) {
    case 'ArrowRight':
      return { focus: cells[at + 1] ?? cell };
    case 'ArrowLeft':
      return { focus: cells[at - 1] ?? row };
    case 'ArrowDown':
      return beside(1);
    case 'ArrowUp':
      return beside(-1);
    case 'Home':
      return { focus: cells[0] ?? cell };
    case 'End':
      return { focus: cells.at(-1) ?? cell };
    case 'Escape':
      return { focus: row };
    case 'Enter':
    case ' ':
      // A button in a cell is its own; another cell is its row.
      return cell.matches('button') ? null : { press: pressOf(row) };
    default:
      return null;
  }
}

/** Among entries the choice goes along: the rest of the page shows the one that has the focus. */
function towards(row: HTMLElement | undefined): TreeGridTarget {
  if (row === undefined) return {};
  return isEntry(row) ? { press: row, focus: row } : { focus: row };
}

/** An entry of the table that is unfolded; tables have a header to press. */
const isEntry = (row: HTMLElement): boolean => row.ariaSelected !== null;

function pressOf(row: HTMLElement): HTMLElement | null {
  return isEntry(row) ? row : row.querySelector('button');
}

/** What has buttons in it is gone through button by button. */
function cellsOf(row: HTMLElement): Part[] {
  return [...row.querySelectorAll<Part>('[role=gridcell], th, td')].map(
    (cell) => cell.querySelector<HTMLElement>('button') ?? cell,
  );
}

function parentOf({ row, rows }: Place): HTMLElement | undefined {
  const above = rows.slice(0, rows.indexOf(row)).reverse();
  return above.find((other) => Number(other.ariaLevel) < Number(row.ariaLevel));
}

/** Only the entries below it are what unfolds it: tables below it are always there. */
function isFoldable({ row, rows }: Place): boolean {
  const below = rows[rows.indexOf(row) + 1];
  return row.ariaExpanded === 'true' && below !== undefined && isEntry(below);
}

/** The entry of the table above that leads here. */
function entryAbove(place: Place): HTMLElement | null {
  return parentOf(place)?.querySelector<HTMLElement>('button[data-path=true]') ?? null;
}
