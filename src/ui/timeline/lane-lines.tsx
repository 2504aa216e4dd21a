import { memo, useMemo } from 'react';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';
import { flushReaches } from '../../view/timeline/flush-reach.ts';
import { gracePeriods } from '../../view/timeline/grace-periods.ts';
import { laneLines, type FlushLine, type GraceLine } from '../../view/timeline/lane-lines.ts';
import { useFollowLane, type FollowLaneProps } from './use-follow-lane.ts';
import css from './lane-lines.module.css';

export interface LaneLinesProps extends FollowLaneProps {
  readonly map: StateMap | null;
  readonly actors: readonly ActorInfo[];
  readonly records: readonly StepRecord[];
}

/** Flushes across the lanes, and grace periods under the RCU sections. */
export function LaneLines(props: LaneLinesProps) {
  const { model, map, actors, records, position } = props;
  useFollowLane(props);
  const reaches = useMemo(() => (map === null ? [] : flushReaches(map, records)), [map, records]);
  const periods = useMemo(() => (map === null ? [] : gracePeriods(map, records)), [map, records]);
  const { flushes, grace } = useMemo(
    () => laneLines({ model, actors, reaches, periods, position, steps: records.length }),
    [model, actors, reaches, periods, position, records.length],
  );
  return (
    <>
      {flushes.map((line) => (
        <Flush key={line.key} line={line} />
      ))}
      {grace.map((line) => (
        <Grace key={line.key} line={line} />
      ))}
    </>
  );
}

const END = { beside: 7, radius: 3.5 };

const Flush = memo(function Flush({ line }: { readonly line: FlushLine }) {
  const { ahead, asked, bottom, ends, title, top, x } = line;
  return (
    <g className={css['flush']} data-ahead={ahead}>
      <title>{title}</title>
      <line x1={x} x2={x} y1={top} y2={bottom} data-asked={asked} />
      {ends.map(({ asked: open, vcpu, y }) => (
        <g key={vcpu} data-open={open}>
          <line x1={x - END.beside} x2={x + END.beside} y1={y} y2={y} />
          <circle cx={x} cy={y} r={END.radius} />
        </g>
      ))}
    </g>
  );
});

const Grace = memo(function Grace({ line }: { readonly line: GraceLine }) {
  const { label, open, title, width, x, y } = line;
  const right = x + width;
  return (
    <g className={css['grace']}>
      <title>{title}</title>
      <line x1={x} x2={right} y1={y} y2={y} data-waits />
      <line x1={x} x2={x} y1={y - 3} y2={y + 3} />
      {!open && <line x1={right} x2={right} y1={y - 3} y2={y + 3} />}
      {label !== null && (
        <text x={label.x} y={label.y}>
          grace period
        </text>
      )}
    </g>
  );
});
