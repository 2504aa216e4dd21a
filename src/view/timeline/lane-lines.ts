/** What runs across the lanes, or waits below them: flushes, and grace periods of RCU. */
import type { ActorInfo } from '../../protocol/run.ts';
import type { FlushReach } from './flush-reach.ts';
import type { GracePeriod } from './grace-periods.ts';
import type { TimelineModel } from './timeline-model.ts';

export interface FlushLine {
  readonly key: string;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  /** Where it meets a lane: an end that is open has only been asked. */
  readonly ends: readonly { readonly vcpu: number; readonly y: number; readonly asked: boolean }[];
  readonly asked: boolean;
  readonly ahead: boolean;
  /** `Step 7: zap's flush reaches vCPU 0, vCPU 1` */
  readonly title: string;
}

export interface GraceLine {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly y: number;
  /** Still waiting at the end of the run. */
  readonly open: boolean;
  /** Null where an RCU section has the room. */
  readonly label: { readonly x: number; readonly y: number } | null;
  readonly title: string;
}

export interface LaneLines {
  readonly flushes: readonly FlushLine[];
  readonly grace: readonly GraceLine[];
}

interface LaneLinesInput {
  readonly model: TimelineModel;
  readonly actors: readonly ActorInfo[];
  readonly reaches: readonly FlushReach[];
  readonly periods: readonly GracePeriod[];
  readonly position: number;
  readonly steps: number;
}

export function laneLines(input: LaneLinesInput): LaneLines {
  const { model, periods, reaches } = input;
  const drawn = new Set(model.marks.map(({ n }) => n));
  return {
    flushes: reaches.filter(({ step }) => drawn.has(step)).map((reach) => flushLine(reach, input)),
    grace: periods.map((period) => graceLine(period, input)),
  };
}

function flushLine({ step, actor, vcpus }: FlushReach, input: LaneLinesInput): FlushLine {
  const { actors, model, position } = input;
  const ends = vcpus.map(({ vcpu, asked }) => ({ vcpu, asked, y: model.lanes[vcpu]?.y ?? 0 }));
  const ys = [...ends.map(({ y }) => y), model.lanes[actor]?.y ?? 0];
  const name = (one: number): string => actors[one]?.title ?? '';
  const told = (asked: boolean): string =>
    vcpus
      .filter((one) => one.asked === asked)
      .map(({ vcpu }) => name(vcpu))
      .join(', ');
  const said = [
    told(false) === '' ? '' : `reaches ${told(false)}`,
    told(true) === '' ? '' : `is asked of ${told(true)}`,
  ].filter((part) => part !== '');
  return {
    key: `flush/${step}`,
    x: model.layout.x(step),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
    ends,
    asked: vcpus.some(({ asked }) => asked),
    ahead: step > position,
    title: `Step ${step}, flush by ${name(actor)}: ${said.join(', ')}`,
  };
}

/** Under the RCU sections of the lane. */
const GRACE_BELOW = 9;
const LABEL_WIDTH = 66;

function graceLine(period: GracePeriod, { actors, model, steps }: LaneLinesInput): GraceLine {
  const { actor, frame, from, to } = period;
  const { layout, spans } = model;
  const x = layout.x(from);
  const end = layout.x(to ?? steps) + (to === null ? layout.stepWidth / 2 : 0);
  const left = end + 4;
  const taken = spans.some(
    (span) => span.kind === 'rcu' && span.x < left + LABEL_WIDTH && span.x + span.width > left,
  );
  const fits = !taken && left + LABEL_WIDTH <= layout.width;
  const until = to === null ? 'still waits' : `freed at step ${to}`;
  return {
    key: `grace/${frame}/${from}`,
    x,
    width: Math.max(end - x, 2),
    y: layout.rcu.y + GRACE_BELOW,
    open: to === null,
    label: fits ? { x: left + LABEL_WIDTH / 2, y: layout.rcu.y + GRACE_BELOW } : null,
    title: `Grace period of a table that ${actors[actor]?.title ?? ''} queued at step ${from}: ${until}`,
  };
}
