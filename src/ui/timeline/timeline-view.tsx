import { memo, type CSSProperties, type ReactNode, type RefObject } from 'react';
import { positionAt } from '../../view/timeline/timeline-layout.ts';
import type {
  TimelineLabel,
  TimelineModel,
  TimelineSpan,
} from '../../view/timeline/timeline-model.ts';
import { SPOKEN_STEP_ID } from '../shell/live-region.tsx';
import { useFollowCursor, useScrub } from './use-cursor.ts';
import { StepMark } from './step-mark.tsx';
import css from './timeline-view.module.css';
import lanesCss from './lanes.module.css';

interface TimelineViewProps {
  /** Drawn under the cursor, the marks and their labels. */
  readonly beneath: ReactNode;
  readonly model: TimelineModel;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Of what can be seen. */
  readonly width: number;
  readonly steps: number;
  readonly position: number;
  readonly styleOf: (actor: number) => CSSProperties;
  readonly onGoTo: (step: number) => void;
}

export function TimelineView(props: TimelineViewProps) {
  const { model, scroller, width, steps, position, styleOf } = props;
  const { layout } = model;
  const scrub = useScrub((x) => positionAt(layout, steps, x), props.onGoTo);
  const fits = model.layout.width <= width;
  useFollowCursor(scroller, { cursorX: model.cursorX, fits, place: `${position}/${width}` });
  return (
    <div className={css['frame']}>
      <LaneNames lanes={model.lanes} layout={model.layout} styleOf={styleOf} />
      <div
        ref={scroller}
        className={lanesCss['scroller']}
        role="slider"
        tabIndex={0}
        aria-label="Position in the run"
        aria-valuemin={0}
        aria-valuemax={steps}
        aria-valuenow={position}
        aria-valuetext={`step ${position} of ${steps}`}
        aria-describedby={SPOKEN_STEP_ID}
        {...scrub}
      >
        <svg
          className={lanesCss['svg']}
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
            <StepMark key={mark.key} mark={mark} style={styleOf(mark.actor)} />
          ))}
          {model.labels.map((label) => (
            <Label key={label.key} label={label} />
          ))}
        </svg>
      </div>
    </div>
  );
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
      {lanes.map(({ actor, key, y }) => (
        <Rail key={key} y={y} width={layout.width} style={styleOf(actor)} />
      ))}
      <Rail y={layout.rcu.y} width={layout.width} />
      {spans.map((span) => (
        <Span key={span.key} span={span} style={styleOf(span.actor)} />
      ))}
      {ticks.map(({ n, x }) => (
        <text key={n} className={lanesCss['tick']} x={x} y={layout.axisY}>
          {n}
        </text>
      ))}
    </>
  );
});

interface RailProps {
  readonly y: number;
  readonly width: number;
  readonly style?: CSSProperties;
}

/** Drawn as its actor's edges are: whoever sees no colour finds the lane of a card by that. */
function Rail({ style, width, y }: RailProps) {
  return <line className={lanesCss['rail']} style={style} x1={0} x2={width} y1={y} y2={y} />;
}

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
