import { useEffect, useMemo, useRef, type PointerEvent } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import {
  COMPARE_LANES,
  compareTimeline,
  momentAt,
  type CompareMark,
  type CompareTimeline as Model,
} from '../../view/compare/compare-timeline.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { useViewport } from '../timeline/use-viewport.ts';
import { useCompare, useComparison, useCompareState, type Names } from './compare-context.ts';
import css from './compare-timeline.module.css';

/** One timeline for both: a rail for each under every actor, and a flag where they are not the same. */
export function CompareTimeline({ names }: { readonly names: Names }) {
  const { left, moments, opened, right } = useComparison();
  const position = useCompareState((state) => state.position);
  const scroller = useRef<HTMLDivElement>(null);
  const { left: scrolled, width } = useViewport(scroller);
  const page = Math.floor(scrolled / Math.max(width, 1));
  const { actors } = opened;
  const model = useMemo(
    () =>
      compareTimeline({
        actors,
        moments,
        left: left.records,
        right: right.records,
        names,
        position,
        width,
        scrolled: page * width,
      }),
    [actors, moments, left, right, names, position, width, page],
  );
  const scrub = useScrub(model, moments.length);
  useFollow(scroller, model);
  const moment = moments[position - 1];
  const told = [left.records[(moment?.left ?? 0) - 1], right.records[(moment?.right ?? 0) - 1]];
  const spoken = told.map(
    (record, i) => `${i === 0 ? names.left : names.right}: ${record?.text ?? 'nothing'}`,
  );
  return (
    <div className={css['frame']}>
      <LaneNames model={model} names={names} actors={actors} />
      <div
        ref={scroller}
        className={css['scroller']}
        role="slider"
        tabIndex={0}
        aria-label="Moment of both runs"
        aria-valuemin={0}
        aria-valuemax={moments.length}
        aria-valuenow={position}
        aria-valuetext={`moment ${position} of ${moments.length}: ${position === 0 ? 'before the first step' : spoken.join('; ')}`}
        {...scrub}
      >
        <svg width={model.width} height={model.height} aria-hidden="true" className={css['svg']}>
          <Bands model={model} />
          <Rails model={model} />
          {model.marks.map((mark) => (
            <g key={mark.key} style={actorStyle(actors, mark.actor)}>
              <Mark mark={mark} />
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}

interface LaneNamesProps {
  readonly model: Model;
  readonly names: Names;
  readonly actors: readonly ActorInfo[];
}

/** Who it is, and which rail is whose. */
function LaneNames({ actors, model, names }: LaneNamesProps) {
  return (
    <div className={css['names']} style={{ height: model.height }}>
      {model.lanes.map(({ actor, key, title, y }) => (
        <div key={key} className={css['lane']} style={{ top: y, ...actorStyle(actors, actor) }}>
          <span className={css['actor']}>{title}</span>
          <span className={css['rails']}>
            <span title={names.left}>◧ {names.left}</span>
            <span title={names.right}>◨ {names.right}</span>
          </span>
        </div>
      ))}
    </div>
  );
}

function Rails({ model: { cursorX, height, lanes, ticks, width } }: { readonly model: Model }) {
  const rails = [COMPARE_LANES.leftRail, COMPARE_LANES.rightRail];
  return (
    <>
      {lanes.flatMap(({ key, y }) =>
        rails.map((rail) => (
          <line
            key={`${key} ${rail}`}
            className={css['rail']}
            x1={0}
            x2={width}
            y1={y + rail}
            y2={y + rail}
          />
        )),
      )}
      {ticks.map(({ n, x }) => (
        <text key={n} className={css['tick']} x={x} y={height - 8}>
          {n}
        </text>
      ))}
      <line className={css['cursor']} x1={cursorX} x2={cursorX} y1={2} y2={height} />
    </>
  );
}

/** Behind each moment that is not the same in both, with its flag on top. */
function Bands({ model }: { readonly model: Model }) {
  return (
    <>
      {model.flags.map(({ first, key, mark, symbol, title, x }) => (
        <g key={key} className={css['flag']} data-mark={mark} data-first={first}>
          <title>{title}</title>
          {mark !== 'agrees' && (
            <rect
              x={x - model.stepWidth / 2}
              y={1}
              width={model.stepWidth}
              height={model.height - COMPARE_LANES.axis}
            />
          )}
          <text x={x} y={COMPARE_LANES.flagY}>
            {symbol}
          </text>
        </g>
      ))}
    </>
  );
}

function Mark({ mark }: { readonly mark: CompareMark }) {
  const { done, kind, title, violated, x, y } = mark;
  return (
    <g
      className={css['mark']}
      data-done={done}
      data-filled={kind.filled}
      data-violated={violated}
      transform={`translate(${x} ${y})`}
    >
      <title>{title}</title>
      <path d={kind.path} transform="scale(0.72)" />
      <text y={3}>{violated ? '✗' : kind.letter}</text>
    </g>
  );
}

/** Press and drag: the cursor follows the pointer. */
function useScrub(model: Model, count: number) {
  const { actions } = useCompare();
  const goThere = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget;
    const pixels = event.clientX - box.getBoundingClientRect().left + box.scrollLeft;
    actions.goTo(momentAt(model, count, pixels));
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      goThere(event);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) goThere(event);
    },
  };
}

/** Keeps the cursor in view as the runs go on. */
function useFollow(
  scroller: { readonly current: HTMLDivElement | null },
  { cursorX, width }: Model,
): void {
  useEffect(() => {
    const box = scroller.current;
    if (box === null || box.clientWidth >= width) return;
    const margin = Math.min(80, box.clientWidth / 4);
    const { clientWidth, scrollLeft } = box;
    if (cursorX < scrollLeft + margin) box.scrollTo({ left: cursorX - margin });
    else if (cursorX > scrollLeft + clientWidth - margin) {
      box.scrollTo({ left: cursorX - clientWidth + margin });
    }
  }, [scroller, cursorX, width]);
}
