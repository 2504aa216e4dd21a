import { useCallback, useMemo, useRef, useState } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import { columnPosition, columnRun, selectViolation } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { lockSpans } from '../../view/timeline/lock-spans.ts';
import { keptZoom, KeptPlace, ZOOM, ZOOM_STEP } from '../../view/timeline/zoom.ts';
import { timelineModel } from '../../view/timeline/timeline-model.ts';
import { IconButton } from '../controls/button.tsx';
import { useKept } from '../controls/use-kept.ts';
import { byHand } from '../keys/commands.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { Late } from '../shell/late.tsx';
import { pageIdle } from '../shell/page-idle.ts';
import { useSession } from '../shell/session-context.ts';
import { useLateModule } from '../shell/use-late.ts';
import { TimelineView } from './timeline-view.tsx';
import { useViewport } from './use-viewport.ts';
import css from './run-picture.module.css';

const loadStepList = () => import('./step-list.tsx');
const loadLateParts = async () => {
  await pageIdle();
  return import('./late-parts.ts');
};

const NOBODY: readonly ActorInfo[] = [];

export interface RunView {
  readonly asList: boolean;
  readonly zoom: number;
}

export const RUN_VIEW: RunView = { asList: false, zoom: 1 };

function zoomed(view: RunView, zoom: number): RunView {
  return { ...view, zoom: keptZoom(zoom) };
}

interface RunViewProps {
  readonly view: RunView;
  readonly onView: (change: (view: RunView) => RunView) => void;
}

/** Lanes or list, and how wide a step is. */
export function RunTools({ view, onView }: RunViewProps) {
  const { asList, zoom } = view;
  return (
    <div className={css['tools']} role="group" aria-label="Timeline view">
      <IconButton
        look="quiet"
        icon="zoomOut"
        label="Zoom out"
        disabled={asList}
        aria-disabled={zoom === ZOOM.min}
        onClick={() => onView((now) => zoomed(now, now.zoom / ZOOM_STEP))}
      />
      <IconButton
        look="quiet"
        icon="zoomIn"
        label="Zoom in"
        disabled={asList}
        aria-disabled={zoom === ZOOM.max}
        onClick={() => onView((now) => zoomed(now, now.zoom * ZOOM_STEP))}
      />
      <IconButton
        look="quiet"
        icon="list"
        label="Steps as a list"
        aria-pressed={asList}
        onClick={() => onView((now) => ({ ...now, asList: !now.asList }))}
      />
    </div>
  );
}

/** The run as lanes, or as a list: the same facts. */
export function RunPicture({ view, onView }: RunViewProps) {
  const { store } = useWorkbench();
  const session = useSession();
  const actors = useWorkbenchState(({ opened }) => opened?.actors ?? NOBODY);
  const { records, stopped } = useWorkbenchState(columnRun);
  const position = useWorkbenchState(columnPosition);
  const goTo = useCallback(
    (step: number) => void byHand({ store, session }).goTo(step),
    [store, session],
  );
  const onZoom = useCallback((zoom: number) => onView((now) => zoomed(now, zoom)), [onView]);
  return (
    <div className={css['picture']}>
      {view.asList ? (
        <Late load={loadStepList} given={{ records, actors, position, onGoTo: goTo }} />
      ) : (
        <Lanes zoom={view.zoom} onGoTo={goTo} onZoom={onZoom} />
      )}
      {stopped !== null && (
        <p className={css['stopped']}>
          This kernel cannot follow the schedule at step {stopped.step}: {stopped.text}.
        </p>
      )}
    </div>
  );
}

interface LanesProps {
  readonly zoom: number;
  readonly onGoTo: (step: number) => void;
  readonly onZoom: (zoom: number) => void;
}

function Lanes({ zoom, onGoTo, onZoom }: LanesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height, left } = useViewport(scroller);
  const opened = useWorkbenchState((state) => state.opened);
  const { records } = useWorkbenchState(columnRun);
  const position = useWorkbenchState(columnPosition);
  const violation = useWorkbenchState(selectViolation);
  const actors = opened?.actors ?? NOBODY;
  const map = opened?.map ?? null;
  const late = useLateModule(loadLateParts);
  const parts = typeof late === 'string' ? null : late;
  const evidenceArrows = parts?.evidenceArrows ?? null;
  const held = useMemo(() => (map === null ? [] : lockSpans(map, records)), [map, records]);
  const model = useMemo(
    () =>
      timelineModel({
        actors,
        records,
        held,
        position,
        violation,
        evidenceArrows,
        size: { width, height, zoom },
        visible: { left, right: left + width },
      }),
    [actors, records, held, position, violation, evidenceArrows, width, height, zoom, left],
  );
  const kept = useKept(model);
  const styles = useMemo(() => actors.map((_, actor) => actorStyle(actors, actor)), [actors]);
  const styleOf = useCallback((actor: number) => styles[actor] ?? {}, [styles]);
  const [place] = useState(() => new KeptPlace());
  const zooming = { scroller, width, left, zoom, onZoom, place, onGoTo };
  const given = {
    model: kept,
    map,
    actors,
    records,
    position,
    height,
    held,
    violation,
    styleOf,
    ...zooming,
  };
  return (
    <>
      <TimelineView
        beneath={
          parts && (
            <>
              <parts.LaneLines {...given} />
              <parts.Arrows arrows={kept.arrows} />
              <parts.RunZoom {...given} />
            </>
          )
        }
        model={kept}
        scroller={scroller}
        width={width}
        steps={records.length}
        position={position}
        styleOf={styleOf}
        onGoTo={onGoTo}
      />
      {parts && <parts.Minimap {...given} />}
      {parts && <parts.StepUnderPointer {...given} />}
      {parts && <parts.RunInView {...given} />}
    </>
  );
}
