import {
  memo,
  useMemo,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';
import {
  MINIMAP_STEPS_MIN,
  leftAfterKey,
  leftFor,
  minimap,
  minimapFrame,
  stepPlace,
  stepsInView,
  windowText,
  type Minimap as MinimapPicture,
} from '../../view/timeline/minimap.ts';
import type { TimelineModel } from '../../view/timeline/timeline-model.ts';
import css from './minimap.module.css';

export interface MinimapProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly model: Pick<TimelineModel, 'layout'>;
  /** Of the lanes: what can be seen of them. */
  readonly width: number;
  readonly left: number;
  readonly records: readonly StepRecord[];
  readonly actors: readonly ActorInfo[];
  readonly position: number;
  readonly styleOf: (actor: number) => CSSProperties;
}

/** The whole run, and what of it the lanes show. */
export function Minimap(props: MinimapProps) {
  if (props.records.length < MINIMAP_STEPS_MIN) return null;
  return <Strip {...props} />;
}

function Strip(props: MinimapProps) {
  const { scroller, model, width, left, records, actors, position, styleOf } = props;
  const { layout } = model;
  const lanes = actors.length;
  const picture = useMemo(
    () => minimap(records, { actors: lanes, width }),
    [records, lanes, width],
  );
  const inView = { left, width, whole: layout.width };
  const scrollTo = (next: number): void => scroller.current?.scrollTo({ left: next });
  const steps = records.length;
  const cursorX = stepPlace(position, { steps, width });
  const frame = minimapFrame(inView, width);
  const { first, last } = stepsInView({ left, width }, layout.x.invert, steps);
  const dragTo = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    // It may be drawn larger than it is laid out.
    const x = ((event.clientX - box.left) / (box.width || 1)) * width;
    scrollTo(leftFor(x, inView, width));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = leftAfterKey(event.key, inView);
    if (next === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // The same keys step the run elsewhere.
    event.stopPropagation();
    scrollTo(next);
  };
  return (
    <div
      className={css['minimap']}
      style={{ width }}
      role="slider"
      tabIndex={0}
      aria-label="Part of the run in view"
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={first}
      aria-valuetext={windowText(
        { first, last, steps },
        picture.violations.map(({ n }) => n),
      )}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        dragTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) dragTo(event);
      }}
    >
      <svg className={css['svg']} width={width} height={picture.height} aria-hidden="true">
        <Ticks picture={picture} styleOf={styleOf} />
        <line className={css['cursor']} x1={cursorX} x2={cursorX} y1={0} y2={picture.height} />
        <rect
          className={css['frame']}
          x={frame.x + 1}
          y={1}
          width={Math.max(frame.width - 2, 1)}
          height={picture.height - 2}
          rx={3}
        />
      </svg>
    </div>
  );
}

interface TicksProps {
  readonly picture: MinimapPicture;
  readonly styleOf: (actor: number) => CSSProperties;
}

const Ticks = memo(function Ticks({ picture, styleOf }: TicksProps) {
  const { height, rows, violations } = picture;
  return (
    <>
      {rows.map(({ actor, path }) => (
        <path key={actor} className={css['ticks']} style={styleOf(actor)} d={path} />
      ))}
      {violations.map(({ n, x }) => (
        <path
          key={n}
          className={css['violation']}
          d={`M${x - 3},0h6l-3,5zM${x - 3},${height}h6l-3,-5z`}
        />
      ))}
    </>
  );
});
