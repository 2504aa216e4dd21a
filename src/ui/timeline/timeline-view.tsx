import {
  memo,
  useEffect,
  useRef,
  type CSSProperties,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { positionAt } from '../../view/timeline/timeline-layout.ts';
import type {
  TimelineLabel,
  TimelineMark,
  TimelineModel,
  TimelineSpan,
} from '../../view/timeline/timeline-model.ts';
import css from './timeline-view.module.css';

interface TimelineViewProps {
  /** Drawn under the cursor, the marks and their labels. */
  readonly beneath: ReactNode;
  readonly model: TimelineModel;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Of what can be seen. */
  readonly width: number;
  readonly steps: number;
  readonly position: number;
  /** What the step at the position did. */
  readonly positionText: string;
  readonly styleOf: (actor: number) => CSSProperties;
  readonly onGoTo: (step: number) => void;
}

export function TimelineView(props: TimelineViewProps) {
  const { model, scroller, width, steps, position, positionText, styleOf } = props;
  const scrub = useScrub(props);
  const fits = model.layout.width <= width;
  useFollowCursor(scroller, { cursorX: model.cursorX, fits, place: `${position}/${width}` });
  return (
    <div className={css['frame']}>
      <LaneNames lanes={model.lanes} layout={model.layout} styleOf={styleOf} />
      <div
        ref={scroller}
        className={css['scroller']}
        role="slider"
        tabIndex={0}
        aria-label="Position in the run"
        aria-valuemin={0}
        aria-valuemax={steps}
        aria-valuenow={position}
        aria-valuetext={`step ${position} of ${steps}: ${positionText}`}
        {...scrub}
      >
        <svg
          className={css['svg']}
          width={model.layout.width}
          height={model.layout.height}
          aria-hidden="true"
        >
          <Backdrop
            lanes={model.lanes}
            layout={model.layout}
            spans={model.spans}
            ticks={model.ticks}
            styleOf={styleOf}
          />
          {props.beneath}
          <Cursor model={model} position={position} />
          {model.marks.map((mark) => (
            <Mark key={mark.key} mark={mark} style={styleOf(mark.actor)} />
          ))}
          {model.labels.map((label) => (
            <Label key={label.key} label={label} />
          ))}
        </svg>
      </div>
    </div>
  );
}

/** Press and drag: the position follows the pointer. */
function useScrub({ model, steps, onGoTo }: TimelineViewProps) {
  const last = useRef<number | null>(null);
  const goThere = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget;
    const { left, width } = box.getBoundingClientRect();
    // It may be drawn larger than it is laid out.
    const scale = width / box.offsetWidth || 1;
    const pixels = (event.clientX - left) / scale + box.scrollLeft;
    const step = positionAt(model.layout, steps, pixels);
    if (step === last.current) return;
    last.current = step;
    onGoTo(step);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = null;
      goThere(event);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) goThere(event);
    },
  };
}

interface Followed {
  readonly cursorX: number;
  readonly fits: boolean;
  /** Zooming to somewhere else is no reason to go back to the cursor. */
  readonly place: string;
}

/** Keeps the cursor in view as the run goes on; a run that fits is never measured. */
export function useFollowCursor(
  scroller: RefObject<HTMLElement | null>,
  { cursorX, fits, place }: Followed,
): void {
  const followed = useRef('');
  useEffect(() => {
    const box = scroller.current;
    const moved = followed.current !== place;
    followed.current = place;
    if (box === null || fits || !moved) return;
    const { scrollLeft, clientWidth } = box;
    const margin = Math.min(80, clientWidth / 4);
    if (cursorX < scrollLeft + margin) box.scrollTo({ left: cursorX - margin });
    else if (cursorX > scrollLeft + clientWidth - margin) {
      box.scrollTo({ left: cursorX - clientWidth + margin });
    }
  }, [scroller, cursorX, fits, place]);
}

interface LaneNamesProps extends Pick<TimelineModel, 'lanes' | 'layout'> {
  readonly styleOf: (actor: number) => CSSProperties;
}

const LaneNames = memo(function LaneNames({ lanes, layout, styleOf }: LaneNamesProps) {
  return (
    <div className={css['names']} style={{ height: layout.height }}>
      {lanes.map(({ key, actor, title, y }) => (
        <span key={key} className={css['name']} style={{ ...styleOf(actor), top: y - 9 }}>
          {title}
        </span>
      ))}
      <span className={css['rcu']} style={{ top: layout.rcu.y - 9 }}>
        RCU
      </span>
    </div>
  );
});

type BackdropProps = LaneNamesProps & Pick<TimelineModel, 'spans' | 'ticks'>;

const Backdrop = memo(function Backdrop(props: BackdropProps) {
  const { lanes, layout, spans, styleOf, ticks } = props;
  return (
    <>
      {[...lanes.map(({ y }) => y), layout.rcu.y].map((y) => (
        <line key={y} className={css['rail']} x1={0} x2={layout.width} y1={y} y2={y} />
      ))}
      {spans.map((span) => (
        <Span key={span.key} span={span} style={styleOf(span.actor)} />
      ))}
      {ticks.map(({ n, x }) => (
        <text key={n} className={css['tick']} x={x} y={layout.axisY}>
          {n}
        </text>
      ))}
    </>
  );
});

interface SpanProps {
  readonly span: TimelineSpan;
  readonly style: CSSProperties;
}

const Span = memo(function Span({ span, style }: SpanProps) {
  const { kind, x, y, width, height, title } = span;
  return (
    <rect
      className={css['span']}
      data-kind={kind}
      style={style}
      x={x}
      y={y}
      width={width}
      height={height}
      rx={height / 2}
    >
      <title>{title}</title>
    </rect>
  );
});

const TAG = { width: 30, height: 16 };

function Cursor({ model, position }: { readonly model: TimelineModel; readonly position: number }) {
  const { cursorX: x, layout } = model;
  return (
    <g className={css['cursor']}>
      <line x1={x} x2={x} y1={2} y2={layout.height - TAG.height} />
      <rect
        x={x - TAG.width / 2}
        y={layout.height - TAG.height - 2}
        width={TAG.width}
        height={TAG.height}
        rx={TAG.height / 2}
      />
      <text x={x} y={layout.height - 6}>
        {position}
      </text>
    </g>
  );
}

interface MarkProps {
  readonly mark: TimelineMark;
  readonly style: CSSProperties;
}

const Mark = memo(function Mark({ mark, style }: MarkProps) {
  const { x, y, kind, state, violated, title } = mark;
  return (
    <g
      className={css['mark']}
      data-state={state}
      data-filled={kind.filled}
      data-violated={violated}
      style={style}
      transform={`translate(${x} ${y})`}
    >
      <title>{title}</title>
      {violated && <circle className={css['halo']} r={13} />}
      <path d={kind.path} />
      <text className={css['letter']} y={3.5}>
        {violated ? '✗' : kind.letter}
      </text>
    </g>
  );
});

interface LabelProps {
  readonly label: TimelineLabel;
}

const Label = memo(function Label({ label: { x, y, text, tone, clear } }: LabelProps) {
  return (
    <>
      {clear !== null && (
        <rect className={css['clear']} x={x - clear / 2} y={y - 10} width={clear} height={13} />
      )}
      <text className={css['label']} data-tone={tone} x={x} y={y}>
        {text}
      </text>
    </>
  );
});
