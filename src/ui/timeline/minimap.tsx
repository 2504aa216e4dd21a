import {
  memo,
  useMemo,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import {
  MINIMAP_STEPS_MIN,
  draggedFrame,
  gripAt,
  leftAfterKey,
  leftFor,
  minimap,
  minimapFrame,
  stepPlace,
  stepsInView,
  windowText,
  type FrameGrip,
  type Minimap as MinimapPicture,
  type MinimapFrame,
  type PictureWindow,
} from '../../view/timeline/minimap.ts';
import type { TimelineModel } from '../../view/timeline/timeline-model.ts';
import { ZOOM } from '../../view/timeline/zoom.ts';
import { stepPicture, type RunZoomProps } from './run-zoom.tsx';
import { useZoomTo } from './zoom-to.ts';
import css from './minimap.module.css';

export interface MinimapProps extends RunZoomProps {
  readonly actors: readonly ActorInfo[];
  readonly styleOf: (actor: number) => CSSProperties;
}

/** The whole run, and what of it the lanes show. */
export function Minimap(props: MinimapProps) {
  const { records, zoom } = props;
  if (records.length < MINIMAP_STEPS_MIN && zoom === ZOOM.min) return null;
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
  const said = windowText(
    { first, last, steps },
    picture.violations.map(({ n }) => n),
  );
  const drag = useFrameDrag(props, { frame, inView });
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
      ref={markPanel}
      className={css['minimap']}
      style={{ width }}
      role="slider"
      tabIndex={0}
      aria-label="Part of the run in view"
      aria-valuemin={0}
      aria-valuemax={steps}
      aria-valuenow={first}
      aria-valuetext={said}
      title="Drag the frame to move it, its edges to zoom"
      onKeyDown={onKeyDown}
      {...drag}
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
        {[frame.x, frame.x + frame.width].map((x, end) => (
          <rect
            key={end}
            className={css['edge']}
            x={Math.max(0, Math.min(x, width) - 5)}
            y={0}
            width={10}
            height={picture.height}
          />
        ))}
      </svg>
    </div>
  );
}

/** The lanes and the controls around it are drawn otherwise beside it. */
function markPanel(strip: HTMLElement | null): (() => void) | undefined {
  const panel = strip?.closest('section');
  panel?.toggleAttribute('data-minimap', true);
  return panel ? () => panel.removeAttribute('data-minimap') : undefined;
}

/** The frame follows the hand; an edge of it makes it wider or narrower, and the lanes with it. */
function useFrameDrag(
  props: MinimapProps,
  { frame, inView }: { readonly frame: MinimapFrame; readonly inView: PictureWindow },
) {
  const { model, records, scroller, width, zoom } = props;
  const picture = stepPicture(model, records.length);
  const zoomTo = useZoomTo({ ...props, picture });
  const held = useRef<HeldFrame | null>(null);
  const placeOf = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    // It may be drawn larger than it is laid out.
    return ((event.clientX - box.left) / (box.width || 1)) * width;
  };
  /** So that just what lies under the frame fills the width. */
  const showFrame = ({ x, width: wide }: MinimapFrame, from: HeldFrame): void => {
    const { layout, zoom: before } = from;
    const scale = layout.width / width;
    const [first, last] = [layout.x.invert(x * scale), layout.x.invert((x + wide) * scale)];
    const wanted = (before * width) / (last - first) / layout.stepWidth;
    zoomTo.by(wanted / zoom, { step: (first + last) / 2, at: width / 2 });
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const place = placeOf(event);
      const grip = gripAt(place, frame);
      held.current = { frame, grip, layout: model.layout, place, zoom };
      if (grip !== 'strip') return;
      const left = leftFor(place, inView, width);
      scroller.current?.scrollTo({ left });
      held.current = { ...held.current, frame: minimapFrame({ ...inView, left }, width) };
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      const from = held.current;
      if (from === null || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
      const { frame: start, grip, place } = from;
      const moved = draggedFrame(start, { by: placeOf(event) - place, grip }, width);
      if (grip === 'start' || grip === 'end') showFrame(moved, from);
      else scroller.current?.scrollTo({ left: (moved.x / Math.max(width, 1)) * inView.whole });
    },
    onLostPointerCapture: (): void => {
      held.current = null;
    },
  };
}

/** As it was when the hand took it: what it does is told from there. */
interface HeldFrame {
  readonly frame: MinimapFrame;
  readonly grip: FrameGrip;
  readonly place: number;
  readonly layout: TimelineModel['layout'];
  readonly zoom: number;
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
