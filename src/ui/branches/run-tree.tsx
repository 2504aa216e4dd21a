import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { RunRow } from '../../view/branches/run-tree.ts';
import { treeLines, ROW_HEIGHT } from '../../view/branches/tree-lines.ts';
import type { ColumnVerdict } from '../../view/verdict/verdict-model.ts';
import css from './run-tree.module.css';

export interface JudgedRow extends RunRow {
  readonly verdicts: readonly ColumnVerdict[];
}

interface RunTreeProps {
  readonly rows: readonly JudgedRow[];
  readonly chosen: string;
  /** On screen. */
  readonly current: string;
  readonly onChoose: (id: string) => void;
  readonly onShow: (id: string) => void;
  readonly onDelete: (id: string) => void;
}

/** The runs as a tree: by keys, in words, and as lines beside them. */
export function RunTree({ rows, chosen, current, onChoose, onShow, onDelete }: RunTreeProps) {
  const at = rows.findIndex(({ id }) => id === chosen);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onShow(chosen);
    else if (event.key === 'Delete' || event.key === 'Backspace') onDelete(chosen);
    else {
      const next = rows[movedTo(event.key, rows, at)];
      if (next === undefined) return;
      onChoose(next.id);
    }
    event.preventDefault();
  };
  return (
    <div className={css['frame']}>
      <div className={css['tree']} role="tree" aria-label="Runs">
        {rows.map((row) => (
          <Item
            key={row.id}
            row={row}
            parent={rows.find(({ id }) => id === row.parent)?.name ?? null}
            selected={row.id === chosen}
            current={row.id === current}
            onKeyDown={onKeyDown}
            onChoose={() => onChoose(row.id)}
            onShow={() => onShow(row.id)}
          />
        ))}
      </div>
      <Lines rows={rows} current={current} />
    </div>
  );
}

/** -1 if the key is not one of the tree's. */
function movedTo(key: string, rows: readonly RunRow[], at: number): number {
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'ArrowLeft':
      return rows.findIndex(({ id }) => id === row?.parent);
    case 'ArrowRight':
      return rows.findIndex(({ parent }) => parent === row?.id);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    default:
      return -1;
  }
}

interface ItemProps {
  readonly row: JudgedRow;
  readonly parent: string | null;
  readonly selected: boolean;
  readonly current: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onChoose: () => void;
  readonly onShow: () => void;
}

function Item({ row, parent, selected, current, ...acts }: ItemProps) {
  const { name, level, place, siblings, verdicts } = row;
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) item.current?.focus({ preventScroll: false });
  }, [selected]);
  return (
    <div
      ref={item}
      className={css['item']}
      style={{ height: ROW_HEIGHT, paddingLeft: 8 + 14 * (level - 1) }}
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={selected}
      aria-current={current}
      tabIndex={selected ? 0 : -1}
      onKeyDown={acts.onKeyDown}
      onClick={acts.onChoose}
      onDoubleClick={acts.onShow}
    >
      <span className={css['name']}>
        {name}
        {current && <span className={css['now']}> on screen</span>}
      </span>
      <span className={css['about']}>
        {describe(row, parent)}
        {verdicts.map(({ key, mark, tone, title, text }) => (
          <span key={key} className={css['verdict']} data-tone={tone} title={`${title}: ${text}`}>
            <span aria-hidden="true">{mark} </span>
            {title}
            <span className="visually-hidden">: {text}.</span>
          </span>
        ))}
      </span>
    </div>
  );
}

function describe({ steps, forkAt }: RunRow, parent: string | null): string {
  if (steps === 0) return 'no steps yet';
  const length = steps === 1 ? '1 step' : `${steps} steps`;
  if (parent === null) return length;
  return forkAt === steps
    ? `${length}, all of them as in ${parent}`
    : `${length}, parts from ${parent} after step ${forkAt}`;
}

const LINES_WIDTH = 320;

/** The same tree for the eye. */
function Lines({ rows, current }: Pick<RunTreeProps, 'rows' | 'current'>) {
  const violated = Object.fromEntries(
    rows.map(({ id, verdicts }) => [id, verdicts.flatMap(({ step }) => step ?? [])]),
  );
  const lines = treeLines({ rows, violated, width: LINES_WIDTH });
  return (
    <svg
      className={css['lines']}
      width={LINES_WIDTH}
      height={rows.length * ROW_HEIGHT}
      aria-hidden="true"
    >
      {lines.map(({ key, path, end, fork, marks }) => (
        <g key={key} data-current={key === current}>
          <path className={css['line']} d={path} />
          {fork !== null && <circle className={css['fork']} cx={fork.x} cy={fork.y} r={3} />}
          <circle className={css['end']} cx={end.x} cy={end.y} r={4} />
          {marks.map(({ step, x, y }) => (
            <text key={step} className={css['mark']} x={x} y={y + 4}>
              ✗
            </text>
          ))}
        </g>
      ))}
    </svg>
  );
}
