import { useMemo, useRef } from 'react';
import { goToEvent, moveCursor, showRange } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { placeOf, selectWhole, type TraceMarks } from '../../state/trace/trace-state.ts';
import {
  LANE_HEIGHT,
  binsOnScreen,
  densityPicture,
  eventAtPlace,
  ticksOf,
  type DensityPicture,
} from '../../view/trace/density-picture.ts';
import { grouped } from '../../view/trace/counted.ts';
import { panned, zoomed, type TraceRange } from '../../view/trace/trace-range.ts';
import { useWidth } from '../machine/use-width.ts';
import { TimelineControls } from './timeline-controls.tsx';
import { useAsked } from './use-asked.ts';
import { useRangeGestures } from './use-range-gestures.ts';
import css from './trace-timeline.module.css';

const AXIS_HEIGHT = 18;
const FINDINGS_HEIGHT = 16;
const ROW = LANE_HEIGHT + 4;
const TICK_WIDTH = 90;
const BIN_WIDTH = 2;
const BINS_MAX = 1000;

/** How dense events are, at any zoom: the worker counts, here only bars are drawn. */
export function TraceTimeline() {
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot, 600);
  const whole = useTraceWhole();
  const range = useTraceState((state) => state.range) ?? whole;
  const by = useTraceState(({ unit }) => unit);
  const lanes = useTraceState((state) => state.lanes);
  const bins = Math.max(20, Math.min(BINS_MAX, Math.floor(width / BIN_WIDTH)));
  const { reply } = useAsked<'timeline'>({ type: 'timeline', by, lanes, ...range, bins });
  const fits = reply?.by === by ? reply : null;
  const picture = useMemo(() => (fits === null ? EMPTY : densityPicture(fits)), [fits]);
  const height = AXIS_HEIGHT + FINDINGS_HEIGHT + picture.lanes.length * ROW;
  const gestures = usePlotGestures({ plot, range, whole, width, reply: fits });
  return (
    <section className={css['timeline']} aria-labelledby="trace-timeline-heading">
      <h2 id="trace-timeline-heading" className="visually-hidden">
        Timeline
      </h2>
      <TimelineControls range={range} />
      <div className={css['frame']}>
        <Names picture={picture} />
        <CursorSlider plot={plot} {...gestures}>
          <svg width={width} height={height} className={css['picture']} aria-hidden="true">
            <Axis range={range} width={width} height={height} />
            {fits !== null && (
              <g transform={transformOf(binsOnScreen(fits, { range, width }))}>
                <Lanes picture={picture} />
              </g>
            )}
            <Marks range={range} width={width} height={height} />
          </svg>
        </CursorSlider>
      </div>
    </section>
  );
}

const EMPTY: DensityPicture = { lanes: [], findings: [] };

function useTraceWhole(): TraceRange {
  const start = useTraceState((state) => selectWhole(state).start);
  const end = useTraceState((state) => selectWhole(state).end);
  return useMemo(() => ({ start, end }), [start, end]);
}

function transformOf({ scale, x }: { readonly x: number; readonly scale: number }): string {
  return `translate(${x} ${AXIS_HEIGHT}) scale(${scale} 1)`;
}

/** The same as the bars, as text. */
function Names({ picture }: { readonly picture: DensityPicture }) {
  const findings = picture.findings.reduce((sum, { count }) => sum + count, 0);
  return (
    <ul className={css['names']} aria-label="Events on screen">
      <li className={css['name']} style={{ height: FINDINGS_HEIGHT }} data-bad={findings > 0}>
        <span className={css['label']}>findings</span> {grouped(findings)}
      </li>
      {picture.lanes.map(({ lane, name, total }) => (
        <li key={lane} className={css['name']} style={{ height: ROW }} title={name}>
          <span className={css['label']}>{name}</span> {grouped(total)}
        </li>
      ))}
    </ul>
  );
}

function Lanes({ picture }: { readonly picture: DensityPicture }) {
  return (
    <>
      {picture.findings.map(({ bin }) => (
        <rect
          key={bin}
          className={css['finding']}
          x={bin}
          width={1.5}
          y={2}
          height={FINDINGS_HEIGHT - 4}
        />
      ))}
      {picture.lanes.map(({ lane, path }, i) => (
        <path
          key={lane}
          className={css['bars']}
          transform={`translate(0 ${FINDINGS_HEIGHT + i * ROW + 2})`}
          d={path}
        />
      ))}
    </>
  );
}

interface PlotSize {
  readonly range: TraceRange;
  readonly width: number;
  readonly height: number;
}

function Axis({ height, range, width }: PlotSize) {
  const unit = useTraceState((state) => state.unit);
  const clockDigits = useTraceState(({ outline }) => outline?.clockDigits ?? 0);
  const ticks = ticksOf(range, { unit, clockDigits, most: width / TICK_WIDTH });
  return (
    <>
      {ticks.map(({ place, text }) => (
        <g key={place} transform={`translate(${xOf(place, { range, width })} 0)`}>
          <line className={css['grid']} y1={AXIS_HEIGHT} y2={height} />
          <text className={css['tick']} x={3} y={13}>
            {text}
          </text>
        </g>
      ))}
    </>
  );
}

function xOf(place: number, { range, width }: Pick<PlotSize, 'range' | 'width'>): number {
  return ((place - range.start) / (range.end - range.start)) * width;
}

const MARK_NAMES: readonly (keyof TraceMarks)[] = ['a', 'b', 'cursor'];

function Marks({ height, range, width }: PlotSize) {
  const marks = useTraceState((state) => state.marks);
  const unit = useTraceState((state) => state.unit);
  return (
    <>
      {MARK_NAMES.map((name) => {
        const place = placeOf(unit, marks[name]);
        if (place === null || place < range.start || place > range.end) return null;
        return (
          <g
            key={name}
            className={css['mark']}
            data-mark={name}
            transform={`translate(${xOf(place, { range, width })} 0)`}
          >
            <line y1={0} y2={height} />
            {name !== 'cursor' && (
              <text x={3} y={AXIS_HEIGHT + 11}>
                {name.toUpperCase()}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

interface CursorSliderProps {
  readonly plot: React.RefObject<HTMLDivElement | null>;
  readonly onPointerDown: React.PointerEventHandler;
  readonly children: React.ReactNode;
}

const STRIDE = 100;

function CursorSlider({ children, onPointerDown, plot }: CursorSliderProps) {
  const port = useTrace();
  const cursor = useTraceState((state) => state.cursor);
  const row = useTraceState(({ marks }) => marks.cursor);
  const events = useTraceState(({ outline }) => outline?.events ?? 0);
  const text = row === null ? '' : `, line ${row.line}, ${row.time}, ${row.name}`;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = keyStep(event);
    if (by === null) return;
    event.preventDefault();
    if (Number.isFinite(by)) moveCursor(port, by);
    else goToEvent(port, by < 0 ? 0 : events - 1);
  };
  return (
    <div
      ref={plot}
      className={css['plot']}
      role="slider"
      tabIndex={0}
      aria-label="Cursor"
      aria-valuemin={1}
      aria-valuemax={Math.max(events, 1)}
      aria-valuenow={cursor + 1}
      aria-valuetext={`event ${grouped(cursor + 1)} of ${grouped(events)}${text}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      {children}
    </div>
  );
}

function keyStep({ key, shiftKey }: React.KeyboardEvent): number | null {
  const step = shiftKey ? STRIDE : 1;
  if (key === 'ArrowRight' || key === 'ArrowUp') return step;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return -step;
  if (key === 'PageUp') return STRIDE;
  if (key === 'PageDown') return -STRIDE;
  if (key === 'Home') return -Infinity;
  return key === 'End' ? Infinity : null;
}

interface PlotGestures {
  readonly plot: React.RefObject<HTMLDivElement | null>;
  readonly range: TraceRange;
  readonly whole: TraceRange;
  readonly width: number;
  readonly reply: Parameters<typeof eventAtPlace>[0] | null;
}

/** Wheel and drag change what is on screen; a click is where the cursor goes. */
function usePlotGestures({ plot, range, reply, whole, width }: PlotGestures) {
  const port = useTrace();
  const placeAt = (x: number): number => range.start + (x / width) * (range.end - range.start);
  return useRangeGestures(plot, {
    onZoom: (factor, x) => {
      showRange(port, zoomed(range, { about: placeAt(x), factor, whole }));
    },
    onPan: (pixels) => {
      showRange(port, panned(range, pixels / width, whole));
    },
    onPick: (x) => {
      if (reply !== null) goToEvent(port, eventAtPlace(reply, placeAt(x)));
    },
  });
}
