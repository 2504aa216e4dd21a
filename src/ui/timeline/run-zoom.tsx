import { useMemo, type RefObject } from 'react';
import type { StepRecord, ViolationInfo } from '../../protocol/run.ts';
import { useActions } from '../../state/workbench-context.ts';
import type { LockSpan } from '../../view/timeline/lock-spans.ts';
import { positionAt } from '../../view/timeline/timeline-layout.ts';
import type { TimelineModel } from '../../view/timeline/timeline-model.ts';
import { lockSpan, violationSpan, type StepPicture } from '../../view/timeline/zoom-window.ts';
import type { KeptPlace } from '../../view/timeline/zoom.ts';
import { StepsInView } from './steps-in-view.tsx';
import { ZoomLayer } from './zoom-layer.tsx';

export interface RunZoomProps {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly model: Pick<TimelineModel, 'layout' | 'cursorX'>;
  readonly width: number;
  readonly left: number;
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  readonly place: KeptPlace;
  readonly records: readonly StepRecord[];
  readonly held: readonly LockSpan[];
  readonly violation: ViolationInfo | null;
  readonly position: number;
  readonly onGoTo: (step: number) => void;
}

export function stepPicture(
  { cursorX, layout }: RunZoomProps['model'],
  steps: number,
): StepPicture {
  const { height, rcu, stepWidth, width, x } = layout;
  return { x, stepWidth, width, height, axisTop: rcu.top + rcu.height, cursorX, steps };
}

/** Zooming the lanes of the run. */
export function RunZoom(props: RunZoomProps) {
  const { held, model, onGoTo, position, records, violation } = props;
  const actions = useActions();
  const steps = records.length;
  const { cursorX, layout } = model;
  const picture = useMemo(() => stepPicture({ cursorX, layout }, steps), [cursorX, layout, steps]);
  return (
    <ZoomLayer
      {...props}
      picture={picture}
      unit="step"
      overview=" The strip below has all of it."
      goals={{
        violation: () => (violation === null ? null : violationSpan(violation, steps)),
        lock: () => lockSpan(held, { position, steps }),
      }}
      onPick={(x) => onGoTo(positionAt(layout, steps, x))}
      onNothing={(text) => actions.notify({ tone: 'info', text, issues: [] })}
    />
  );
}

export function RunInView(props: RunZoomProps) {
  const { model, records } = props;
  return (
    <StepsInView {...props} picture={{ x: model.layout.x, steps: records.length }} unit="step" />
  );
}
