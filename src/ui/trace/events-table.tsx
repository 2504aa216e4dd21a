import { useRef, type KeyboardEvent } from 'react';
import type { EventRow } from '../../protocol/trace.ts';
import { goToEvent, showLife } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { grouped } from '../../view/trace/counted.ts';
import { useAsked } from './use-asked.ts';
import { useRowWindow } from './use-row-window.ts';
import css from './events-table.module.css';

const ROW_HEIGHT = 22;
/** Asked for in blocks, with some around what is on screen. */
const BLOCK_ROWS = 50;
const MARGIN_ROWS = 50;

interface EventsTableProps {
  readonly filter: string;
  readonly total: number;
}

/** One tab stop; the row of the cursor is the active one, and arrows move it. */
export function EventsTable({ filter, total }: EventsTableProps) {
  const port = useTrace();
  const scroller = useRef<HTMLDivElement>(null);
  const cursor = useTraceState((state) => state.cursor);
  const { reply: wanted } = useAsked<'row-of'>({ type: 'row-of', filter, event: cursor });
  const window = useRowWindow(scroller, { rowHeight: ROW_HEIGHT, total, wanted });
  const rows = useRows(filter, window);
  const there = rows.find(({ row }) => row.event === cursor);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      const gfn = there?.row.gfn ?? null;
      if (gfn !== null) showLife(port, gfn);
      return;
    }
    const to = rowAfterKey(event.key, {
      row: wanted?.row ?? 0,
      total,
      stride: window.rowsPerScreen,
    });
    if (to === null) return;
    event.preventDefault();
    void goToRow(to);
  };
  const goToRow = async (row: number): Promise<void> => {
    const known = rows.find(({ at }) => at === row);
    if (known !== undefined) {
      goToEvent(port, known.row.event);
      return;
    }
    const one = { type: 'rows', filter, first: row, count: 1 } as const;
    const answer = await port.client.request<'rows'>(one);
    const found = answer.type === 'rows' ? answer.rows[0] : undefined;
    if (found !== undefined) goToEvent(port, found.event);
  };
  return (
    <div
      ref={scroller}
      className={css['scroller']}
      role="grid"
      aria-label="Events"
      aria-rowcount={total + 1}
      aria-colcount={COLUMNS.length}
      aria-activedescendant={there === undefined ? undefined : rowId(there.at)}
      tabIndex={0}
      onScroll={window.onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={css['head']}>
        {COLUMNS.map(({ id, title }) => (
          <span key={id} role="columnheader" className={css[id]}>
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={css['rows']} style={{ height: window.innerHeight }}>
        {rows.map(({ at, row }) => (
          <Row
            key={at}
            at={at}
            row={row}
            top={(at - window.base) * ROW_HEIGHT}
            isCursor={row.event === cursor}
          />
        ))}
      </div>
    </div>
  );
}

interface PlacedRow {
  /** Its number among those that pass the filter. */
  readonly at: number;
  readonly row: EventRow;
}

function useRows(
  filter: string,
  { end, first }: { readonly first: number; readonly end: number },
): readonly PlacedRow[] {
  const from = Math.max(0, Math.floor((first - MARGIN_ROWS) / BLOCK_ROWS) * BLOCK_ROWS);
  const to = Math.ceil((end + MARGIN_ROWS) / BLOCK_ROWS) * BLOCK_ROWS;
  const { reply } = useAsked<'rows'>({ type: 'rows', filter, first: from, count: to - from });
  if (reply === null) return [];
  return reply.rows
    .map((row, i) => ({ at: reply.first + i, row }))
    .filter(({ at }) => at >= first - MARGIN_ROWS && at < end + MARGIN_ROWS);
}

interface KeyPlace {
  readonly row: number;
  readonly total: number;
  readonly stride: number;
}

function rowAfterKey(key: string, { row, stride, total }: KeyPlace): number | null {
  const to = keyTarget(key, { row, stride, total });
  return to === null ? null : Math.max(0, Math.min(to, total - 1));
}

function keyTarget(key: string, { row, stride, total }: KeyPlace): number | null {
  switch (key) {
    case 'ArrowDown':
      return row + 1;
    case 'ArrowUp':
      return row - 1;
    case 'PageDown':
      return row + stride;
    case 'PageUp':
      return row - stride;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}

const COLUMNS = [
  { id: 'event', title: 'event' },
  { id: 'line', title: 'line' },
  { id: 'time', title: 'time' },
  { id: 'task', title: 'task' },
  { id: 'cpu', title: 'CPU' },
  { id: 'verdict', title: 'verdict' },
  { id: 'what', title: 'what' },
] as const;

function rowId(at: number): string {
  return `trace-row-${at}`;
}

interface RowProps extends PlacedRow {
  readonly top: number;
  readonly isCursor: boolean;
}

function Row({ at, isCursor, row, top }: RowProps) {
  const port = useTrace();
  return (
    // The keys are those of the grid.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={rowId(at)}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isCursor}
      className={css['row']}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => goToEvent(port, row.event)}
      onDoubleClick={() => {
        if (row.gfn !== null) showLife(port, row.gfn);
      }}
    >
      <Cell id="event">{grouped(row.event + 1)}</Cell>
      <Cell id="line">{grouped(row.line)}</Cell>
      <Cell id="time">{row.time}</Cell>
      <Cell id="task">{row.task}</Cell>
      <Cell id="cpu">{row.cpu}</Cell>
      <span role="gridcell" className={css['verdict']} data-verdict={row.verdict}>
        {VERDICT_WORDS[row.verdict ?? 'none']}
      </span>
      <span role="gridcell" className={css['what']} title={row.message}>
        <b>{row.name}</b> {row.message}
      </span>
    </div>
  );
}

const VERDICT_WORDS = {
  none: '',
  legal: 'legal',
  unchanged: 'same',
  unknown: '? unknown',
  illegal: '! illegal',
  defect: '! defect',
} as const;

interface CellProps {
  readonly id: (typeof COLUMNS)[number]['id'];
  readonly children: string | number;
}

function Cell({ children, id }: CellProps) {
  return (
    <span role="gridcell" className={css[id]}>
      {children}
    </span>
  );
}
