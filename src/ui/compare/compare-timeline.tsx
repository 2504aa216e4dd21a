import { memo, useMemo, useRef, useState, type CSSProperties } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import {
  COMPARE_LANES,
  momentAt,
  timelineAt,
  timelineBase,
  type CompareTimeline as Model,
  type CompareTimelineBase,
} from '../../view/compare/compare-timeline.ts';
import { useActions } from '../../state/workbench-context.ts';
import { divergentSpan } from '../../view/compare/compare-runs.ts';
import { KeptPlace, ZOOM } from '../../view/timeline/zoom.ts';
import { useKept } from '../controls/use-kept.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { useFollowCursor, useScrub } from '../timeline/use-cursor.ts';
import { useViewport } from '../timeline/use-viewport.ts';
import { StepMark } from '../timeline/step-mark.tsx';
import lanesCss from '../timeline/lanes.module.css';
import { StepsInView } from '../timeline/steps-in-view.tsx';
import { ZoomLayer, type ZoomLayerProps } from '../timeline/zoom-layer.tsx';
import { useCompare, useComparison, useCompareState, type Names } from './compare-context.ts';
import { SPOKEN_MOMENT_ID } from './compare-live-region.tsx';
import { SideStepTip } from './side-step-tip.tsx';
import css from './compare-timeline.module.css';

/** Two rails have the room of one lane. */
const MARK_SCALE = 0.78;

const NO_STYLE: CSSProperties = {};

/** One timeline for both: a rail for each under every actor, and a flag where they are not the same. */
export function CompareTimeline({ names }: { readonly names: Names }) {
  const { moments, opened } = useComparison();
  const position = useCompareState((state) => state.position);
  const scroller = useRef<HTMLDivElement>(null);
  const { left: scrolled, width } = useViewport(scroller);
  const page = Math.floor(scrolled / Math.max(width, 1));
  const [zoom, setZoom] = useState<number>(ZOOM.min);
  const { actions } = useCompare();
  const { actors } = opened;
  const base = useBase(names, { width, page, zoom });
  const model = useKept(useMemo(() => timelineAt(base, position), [base, position]));
  const styles = useActorStyles(actors);
  const steps = moments.length;
  const scrub = useScrub(
    (x) => momentAt(model, steps, x),
    (moment) => actions.goTo(moment),
  );
  const fits = model.width <= width;
  useFollowCursor(scroller, { cursorX: model.cursorX, fits, place: `${position}/${width}` });
  return (
    <div className={css['frame']}>
      <LaneNames model={model} names={names} actors={actors} />
      <div
        ref={scroller}
        className={lanesCss['scroller']}
        role="slider"
        tabIndex={0}
        aria-label="Moment of both runs"
        aria-valuemin={0}
        aria-valuemax={steps}
        aria-valuenow={position}
        aria-valuetext={`moment ${position} of ${steps}`}
        aria-describedby={SPOKEN_MOMENT_ID}
        {...scrub}
      >
        <svg
          width={model.width}
          height={model.height}
          aria-hidden="true"
          className={lanesCss['svg']}
        >
          <Bands base={base} />
          <Rails model={model} styles={styles} />
          <CompareZoom
            model={model}
            scroller={scroller}
            width={width}
            left={scrolled}
            zoom={zoom}
            onZoom={setZoom}
          />
          {model.marks.map((mark) => (
            <StepMark
              key={mark.key}
              mark={mark}
              style={styles[mark.actor] ?? NO_STYLE}
              scale={MARK_SCALE}
            />
          ))}
        </svg>
      </div>
      <StepsInView
        picture={{ x: model.x, steps }}
        {...{ zoom, width }}
        left={scrolled}
        unit="moment"
      />
      <SideStepTip marks={model.marks} names={names} scroller={scroller} />
    </div>
  );
}

interface Room {
  readonly width: number;
  /** Windows' widths that it is scrolled. */
  readonly page: number;
  readonly zoom: number;
}

/** All of it that stays while the cursor moves. */
function useBase(names: Names, { page, width, zoom }: Room): CompareTimelineBase {
  const { left, moments, opened, right } = useComparison();
  const { actors } = opened;
  return useMemo(
    () =>
      timelineBase({
        actors,
        moments,
        left: left.records,
        right: right.records,
        names,
        width,
        scrolled: page * width,
        zoom,
      }),
    [actors, moments, left, right, names, width, page, zoom],
  );
}

/** One object an actor, so that a mark that is as it was is not drawn again. */
function useActorStyles(actors: readonly ActorInfo[]): readonly CSSProperties[] {
  return useMemo(() => actors.map((_, actor) => actorStyle(actors, actor)), [actors]);
}

interface CompareZoomProps extends Pick<
  ZoomLayerProps,
  'scroller' | 'width' | 'left' | 'zoom' | 'onZoom'
> {
  readonly model: Model;
}

/** The same hands as on the lanes of one run. */
function CompareZoom({ model, ...seen }: CompareZoomProps) {
  const { moments } = useComparison();
  const { actions } = useCompare();
  const page = useActions();
  const [place] = useState(() => new KeptPlace());
  const steps = moments.length;
  const picture = useMemo(
    () => ({ ...model, axisTop: model.height - COMPARE_LANES.axis, steps }),
    [model, steps],
  );
  return (
    <ZoomLayer
      {...seen}
      picture={picture}
      place={place}
      unit="moment"
      goals={{ violation: () => divergentSpan(moments) }}
      onPick={(x) => actions.goTo(momentAt(model, steps, x))}
      onNothing={(text) => page.notify({ tone: 'info', text, issues: [] })}
    />
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

interface RailsProps {
  readonly model: Model;
  readonly styles: readonly CSSProperties[];
}

function Rails({ model: { cursorX, height, lanes, ticks, width }, styles }: RailsProps) {
  const rails = [COMPARE_LANES.leftRail, COMPARE_LANES.rightRail];
  return (
    <>
      {lanes.flatMap(({ actor, key, y }) =>
        rails.map((rail) => (
          <line
            key={`${key} ${rail}`}
            className={lanesCss['rail']}
            style={styles[actor]}
            x1={0}
            x2={width}
            y1={y + rail}
            y2={y + rail}
          />
        )),
      )}
      {ticks.map(({ n, x }) => (
        <text key={n} className={lanesCss['tick']} x={x} y={height - 8}>
          {n}
        </text>
      ))}
      <line className={css['cursor']} x1={cursorX} x2={cursorX} y1={2} y2={height} />
    </>
  );
}

/** Behind each moment that is not the same in both, with its flag on top. */
const Bands = memo(function Bands({ base }: { readonly base: CompareTimelineBase }) {
  return (
    <>
      {base.flags.map(({ first, key, mark, symbol, title, x }) => (
        <g key={key} className={css['flag']} data-mark={mark} data-first={first}>
          <title>{title}</title>
          {mark !== 'agrees' && (
            <rect
              x={x - base.stepWidth / 2}
              y={1}
              width={base.stepWidth}
              height={base.height - COMPARE_LANES.axis}
            />
          )}
          <text x={x} y={COMPARE_LANES.flagY}>
            {symbol}
          </text>
        </g>
      ))}
    </>
  );
});
