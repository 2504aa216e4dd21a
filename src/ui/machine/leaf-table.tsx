import { memo, useEffect, useRef } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import type {
  LeafRow,
  LeafTable as LeafTableModel,
  SnapshotNote,
} from '../../view/machine/leaf-table.ts';
import type { PageCells } from '../../view/machine/page-cells.ts';
import type { PageLog, PageLogRow } from '../../view/machine/page-log.ts';
import { actorStyle } from './actor-style.ts';
import { gridParts } from './grid-parts.ts';
import type { TreePicture } from '../../view/machine/tree-picture.ts';
import { useKept } from '../controls/use-kept.ts';
import { useDiffers, useRegionName } from './beside.ts';
import type { LateParts } from './late-parts.ts';
import { LetterRow } from './letter-row.tsx';
import { reveal, scrollersOf } from './reveal.ts';
import styles from './leaf-table.module.css';

/** Of a table: most are empty, and have no row. */
const SLOTS = 512;

type OnSelect = (selection: { gfn: number; level: number }) => void;

export interface LeafTableProps {
  readonly table: LeafTableModel;
  /** Before the ids of all parts of the grid; and the tree, whose tables are rows of it. */
  readonly id: string;
  readonly tree: TreePicture;
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

/**
 * The entries of one table, a row each: the last rows of a tree grid whose other rows are the tables of the
 * tree. tree-grid.ts has its keys.
 */
export function LeafTable(props: LeafTableProps) {
  const { actors, all, id, log = null, onAll, onGoTo, onSelect, parts = null, tree } = props;
  const { position, table } = props;
  const chunks = useKept(chunksOf(table.rows, log));
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
  return (
    <section className={styles['section']} aria-label={name} data-noted={table.note !== null}>
      <header className={styles['header']}>
        <h3 className={styles['title']}>{table.title}</h3>
        <span className={styles['range']}>{table.range}</span>
        <span className={styles['count']}>{table.count}</span>
        {(table.more > 0 || all) && (
          <button
            type="button"
            className={styles['more']}
            onClick={() => onAll(!all)}
            data-screen-only={all || undefined}
          >
            {all ? (
              'show fewer entries'
            ) : (
              <>
                + {table.more} more<span data-screen-only>: show all entries</span>
              </>
            )}
          </button>
        )}
      </header>
      {table.note !== null && <p className={styles['note']}>{table.note}</p>}
      <div className={styles['scroll']} data-scroller>
        <table
          ref={grid}
          className={styles['table']}
          // A table whose rows are gone through by keys is a grid.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
          role="treegrid"
          aria-label={`Page tables, entries of ${table.title}`}
          aria-owns={gridParts(id, tree, { frame: table.frame, chunks: chunks.length })}
        >
          <Head id={id} isPt={isPt} log={isPt ? log : null} parts={parts} />
          {chunks.map((chunk, i) => (
            <Chunk
              key={i}
              id={`${id}rows${i}`}
              rows={chunk}
              isPt={isPt}
              parts={parts}
              actors={actors}
              onSelect={onSelect}
              onGoTo={onGoTo}
            />
          ))}
        </table>
      </div>
    </section>
  );
}

/** Rows that are painted together; even, for the stripes. */
const CHUNK_ROWS = 32;

/** A row, and what its late columns say. */
interface LoggedRow {
  readonly row: LeafRow;
  readonly log: PageLogRow | null;
}

function chunksOf(
  rows: readonly LeafRow[],
  log: PageLog | null,
): readonly (readonly LoggedRow[])[] {
  const logged = rows.map((row) => ({ row, log: log?.rows[row.gfn] ?? null }));
  return Array.from({ length: Math.ceil(rows.length / CHUNK_ROWS) }, (_, i) =>
    logged.slice(i * CHUNK_ROWS, (i + 1) * CHUNK_ROWS),
  );
}

interface ChunkProps extends Omit<RowProps, 'row' | 'log'> {
  readonly id: string;
  readonly rows: readonly LoggedRow[];
}

const Chunk = memo(function Chunk({ id, rows, ...given }: ChunkProps) {
  return (
    <tbody id={id} className={styles['chunk']}>
      {rows.map(({ log, row }) => (
        <Row key={row.key} row={row} log={log} {...given} />
      ))}
    </tbody>
  );
});

function isLogChanged(log: PageLog | null, gfn: number): boolean {
  const marks = log?.rows[gfn]?.log?.marks ?? [];
  return marks.some((mark) => mark.changed);
}

interface HeadProps extends Pick<LeafTableProps, 'id' | 'log' | 'parts'> {
  readonly isPt: boolean;
}

const Head = memo(function Head({ id, isPt, log, parts }: HeadProps) {
  return (
    <thead id={`${id}head`} data-stays>
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

interface RowProps extends LoggedRow {
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
      aria-level={6 - row.level}
      aria-posinset={row.index + 1}
      aria-setsize={SLOTS}
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
      tabIndex={-1}
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
