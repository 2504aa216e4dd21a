import { useMemo, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { stateSpace, type SpaceBar } from '../../view/explore/state-space.ts';
import css from './state-space-picture.module.css';

/** In units of the picture: it is as wide as the panel, whatever that is. */
const WIDTH = 600;
const NO_ROWS: readonly never[] = [];

/** How many states there are at each distance from the start; a click leads to one of them. */
export function StateSpacePicture() {
  const rows = useWorkbenchState(({ explored, column }) => explored[column]?.shape ?? NO_ROWS);
  const title = useWorkbenchState(
    ({ opened, column }) => opened?.info.columns.find(({ id }) => id === column)?.title ?? '',
  );
  const space = useMemo(() => stateSpace(rows, WIDTH), [rows]);
  if (space.bars.length === 0) return null;
  return (
    <section className={css['part']}>
      <h3 className={css['heading']}>States of {title}</h3>
      <Picture key={title} {...space} />
      <p className={css['legend']}>
        <span className={css['key']} data-kind="violating" aria-hidden="true" /> a violation follows
        <span className={css['key']} data-kind="ends" aria-hidden="true" /> runs end here
        <span className={css['right']} data-screen-only>
          arrows move, Enter goes there
        </span>
      </p>
    </section>
  );
}

function Picture({ width, height, bars }: ReturnType<typeof stateSpace>) {
  const explorer = useWorkbenchState((state) => state.explorer);
  const [depth, setDepth] = useState(0);
  const current = bars[Math.min(depth, bars.length - 1)];
  const go = (bar: SpaceBar | undefined): void => {
    if (bar !== undefined) void explorer?.showDepth(bar.depth, bar.target);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const frame = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - frame.left) / frame.width) * bars.length);
    setDepth(at);
    go(bars[at]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = depthAfter(event.key, depth, bars);
    if (to === null && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (to === null) go(current);
    else setDepth(to);
  };
  return (
    <>
      <div
        className={css['picture']}
        role="slider"
        tabIndex={0}
        aria-label="Steps from the start"
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={depth}
        aria-valuetext={current?.text ?? ''}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {bars.map((bar) => (
            <Bar key={bar.key} bar={bar} picture={height} current={bar === current} />
          ))}
        </svg>
      </div>
      <p className={css['text']}>{current?.text}</p>
    </>
  );
}

interface BarProps {
  readonly bar: SpaceBar;
  /** Height of the picture. */
  readonly picture: number;
  readonly current: boolean;
}

function Bar({ bar, picture, current }: BarProps) {
  const { x, y, width, height, violating, ends, text } = bar;
  const mark = { x: x + width * 0.1, width: width * 0.8 };
  return (
    <g data-current={current}>
      <title>{text}</title>
      <rect className={css['column']} x={x} y={0} width={width} height={picture} />
      <rect className={css['bar']} data-violating={violating} {...{ ...mark, y, height }} />
      {violating && <rect className={css['violating']} {...mark} y={picture - 11} height={4} />}
      {ends && <rect className={css['ends']} {...mark} y={picture - 5} height={4} />}
    </g>
  );
}

/** Null: not a key that moves. */
function depthAfter(key: string, depth: number, bars: readonly SpaceBar[]): number | null {
  const last = bars.length - 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, depth + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, depth - 1);
    case 'PageUp':
      return Math.min(last, depth + 10);
    case 'PageDown':
      return Math.max(0, depth - 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
