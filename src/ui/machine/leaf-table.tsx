import { memo, useEffect, useRef, type KeyboardEvent } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import type {
  LeafRow,
  LeafTable as LeafTableModel,
  SnapshotNote,
} from '../../view/machine/leaf-table.ts';
import type { PageCells } from '../../view/machine/page-cells.ts';
import type { PageLog, PageLogRow } from '../../view/machine/page-log.ts';
import { actorStyle } from './actor-style.ts';
import { useDiffers, useRegionName } from './beside.ts';
import type { LateParts } from './late-parts.ts';
import { LetterRow } from './letter-row.tsx';
import { reveal, scrollersOf } from './reveal.ts';
import styles from './leaf-table.module.css';

type OnSelect = (selection: { gfn: number; level: number }) => void;

export interface LeafTableProps {
  readonly table: LeafTableModel;
  /** Steps done: a new one may have to be brought into view. */
  readonly position: number;
  readonly actors: readonly ActorInfo[];
  /** The columns that come late, and what draws them. */
  readonly log?: PageLog | null;
  readonly parts?: LateParts | null;
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
  readonly onSelect: OnSelect;
  readonly onGoTo: (step: number) => void;
}

/** The entries of one table, a row each; arrow keys move the selection. */
export function LeafTable(props: LeafTableProps) {
  const { actors, all, log = null, onAll, onGoTo, onSelect, parts = null, position, table } = props;
  const isPt = table.level === 1;
  const grid = useRef<HTMLTableElement>(null);
  const changed = table.rows.findIndex((row) => row.changed || isLogChanged(log, row.gfn));
  const selected = table.rows.findIndex((row) => row.selected);
  const name = useRegionName(`Entries of ${table.title}`);
  useEffect(() => {
    // What a step does must be seen, also on a low screen, and when less room is left after it.
    const table = grid.current;
    if (table === null || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      for (const index of [selected, changed]) {
        // The first one is the head.
        const row = index < 0 ? undefined : table.rows[index + 1];
        if (row) reveal(row);
      }
    });
    for (const scroller of scrollersOf(table)) observer.observe(scroller);
    return () => observer.disconnect();
  }, [changed, position, selected]);
  const move = (event: KeyboardEvent<HTMLTableElement>): void => {
    const trs = [...event.currentTarget.querySelectorAll<HTMLElement>('tbody > tr')];
    const index = trs.findIndex((tr) => tr === event.target);
    const to = index < 0 ? null : targetRow(event.key, { index, count: table.rows.length });
    const row = to === null ? undefined : table.rows[to];
    if (to === null || row === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect({ gfn: row.gfn, level: row.level });
    trs[to]?.focus();
  };
  return (
    <section className={styles['section']} aria-label={name}>
      <header className={styles['header']}>
        <h3 className={styles['title']}>{table.title}</h3>
        <span className={styles['range']}>{table.range}</span>
        <span className={styles['count']}>{table.count}</span>
        {(table.more > 0 || all) && (
          <button type="button" className={styles['more']} onClick={() => onAll(!all)}>
            {all ? 'show fewer entries' : `+ ${table.more} more: show all entries`}
          </button>
        )}
      </header>
      {table.note !== null && <p className={styles['note']}>{table.note}</p>}
      <div className={styles['scroll']} data-scroller>
        <table
          ref={grid}
          className={styles['table']}
          role="grid"
          aria-label={`Entries of ${table.title}`}
          onKeyDown={move}
        >
          <Head isPt={isPt} log={isPt ? log : null} parts={parts} />
          {chunksOf(table.rows).map((chunk, i) => (
            <tbody key={i} className={styles['chunk']}>
              {chunk.map((row) => (
                <Row
                  key={row.key}
                  row={row}
                  isPt={isPt}
                  log={log?.rows[row.gfn] ?? null}
                  parts={parts}
                  actors={actors}
                  onSelect={onSelect}
                  onGoTo={onGoTo}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

/** Rows that are painted together; even, for the stripes. */
const CHUNK_ROWS = 32;

function chunksOf(rows: readonly LeafRow[]): readonly (readonly LeafRow[])[] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK_ROWS) }, (_, i) =>
    rows.slice(i * CHUNK_ROWS, (i + 1) * CHUNK_ROWS),
  );
}

function isLogChanged(log: PageLog | null, gfn: number): boolean {
  const marks = log?.rows[gfn]?.log?.marks ?? [];
  return marks.some((mark) => mark.changed);
}

function targetRow(key: string, { count, index }: { index: number; count: number }): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, count - 1);
    case 'ArrowUp':
      return Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Enter':
    case ' ':
      return index;
    default:
      return null;
  }
}

interface HeadProps extends Pick<LeafTableProps, 'log' | 'parts'> {
  readonly isPt: boolean;
}

const Head = memo(function Head({ isPt, log, parts }: HeadProps) {
  return (
    <thead data-stays>
      <tr>
        <th scope="col">gfn</th>
        <th scope="col" className={styles['nowrap']}>
          R W X
        </th>
        <th scope="col" className={styles['nowrap']}>
          A D
        </th>
        <th scope="col" title="host-writable, MMU-writable">
          host mmu
        </th>
        <th scope="col">{isPt ? 'pfn' : 'leads to'}</th>
        <th scope="col">state</th>
        {isPt && (
          <>
            <th scope="col" title="how often the guest has stored to the page">
              page
            </th>
            <th scope="col" title="the host's own PTE: pfn, and whether it is writable">
              host PTE
            </th>
            <th
              scope="col"
              title="what KVM has told the host about the page (struct page), and what it keeps of it"
            >
              host knows
            </th>
            {log && parts && <parts.LogHead log={log} />}
          </>
        )}
      </tr>
    </thead>
  );
});

interface RowProps {
  readonly row: LeafRow;
  readonly log: PageLogRow | null;
  readonly parts: LateParts | null;
  readonly isPt: boolean;
  readonly actors: readonly ActorInfo[];
  readonly onSelect: OnSelect;
  readonly onGoTo: (step: number) => void;
}

const Row = memo(function Row(props: RowProps) {
  const { actors, isPt, log, onGoTo, onSelect, parts, row } = props;
  const differs = useDiffers();
  return (
    <tr
      role="row"
      tabIndex={row.selected ? 0 : -1}
      aria-selected={row.selected}
      data-changed={row.changed}
      data-lost={row.changed && row.lost.length > 0}
      data-kind={row.kind}
      data-differs={differs(`spte/${row.level}/${row.gfnText}`)}
      data-row-anchor={`${row.gfn}/${row.level}`}
      onClick={() => onSelect({ gfn: row.gfn, level: row.level })}
    >
      <th scope="row" className={styles['mono']}>
        {row.gfnText}
      </th>
      <td>
        <LetterRow letters={row.permissions} />
      </td>
      <td>
        <LetterRow letters={row.accessedDirty} />
      </td>
      <td>
        <LetterRow letters={row.writable} />
      </td>
      <td className={styles['mono']}>{row.target}</td>
      <td className={styles['state']}>
        <StateWord row={row} />
        {row.snapshots.map((note) => (
          <Snapshot key={note.key} note={note} actors={actors} onGoTo={onGoTo} />
        ))}
        {isPt && log?.log && parts && <parts.LogMarks marks={log.log.marks} />}
      </td>
      {isPt && <PageColumns page={row.page} />}
      {isPt && log && parts && <parts.LogCells row={log} actors={actors} />}
    </tr>
  );
});

function StateWord({ row }: { readonly row: LeafRow }) {
  return (
    <span className={styles['word']}>
      {row.word}
      {row.lost.length > 0 && <b className={styles['lost']}>{row.lost.join(' ')} lost</b>}
    </span>
  );
}

interface SnapshotProps {
  readonly note: SnapshotNote;
  readonly actors: readonly ActorInfo[];
  readonly onGoTo: (step: number) => void;
}

/** Before the write that loses a bit: who still believes the older value. */
function Snapshot({ actors, note, onGoTo }: SnapshotProps) {
  return (
    <button
      type="button"
      className={styles['snapshot']}
      style={actorStyle(actors, note.actor)}
      title={`read at step ${note.readAt}: go there`}
      onClick={(event) => {
        event.stopPropagation();
        onGoTo(note.readAt);
      }}
    >
      {note.title} {note.text}
      <span className="visually-hidden">{`, read at step ${note.readAt}: go there`}</span>
    </button>
  );
}

function PageColumns({ page }: { readonly page: PageCells | null }) {
  if (page === null) {
    return (
      <>
        <td className={styles['muted']}>–</td>
        <td className={styles['muted']}>–</td>
        <td className={styles['muted']}>–</td>
      </>
    );
  }
  return (
    <>
      <td className={styles['mono']} data-changed={page.contentChanged}>
        {page.content}
      </td>
      <td className={styles['mono']} data-changed={page.hostPteChanged} title={page.hostPteTitle}>
        {page.hostPte}
      </td>
      <td>
        {page.flags.length === 0 && <span className={styles['muted']}>–</span>}
        {page.flags.map((flag) => (
          <span
            key={flag.name}
            className={styles['flag']}
            data-flag={flag.name}
            data-changed={flag.changed}
            role="img"
            aria-label={flag.title}
            title={flag.title}
          >
            {flag.text}
          </span>
        ))}
      </td>
    </>
  );
}
