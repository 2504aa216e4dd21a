import { useEffect, type RefObject } from 'react';
import type { TimelineModel } from '../../view/timeline/timeline-model.ts';

export interface FollowLaneProps {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly model: TimelineModel;
  /** Of what can be seen. */
  readonly height: number;
  readonly position: number;
}

/** Keeps the lane of the last step in view where not all fit, and leaves it to the hand until the next. */
export function useFollowLane({ scroller, model, height, position }: FollowLaneProps): void {
  const actor = model.marks.find(({ n }) => n === position)?.actor;
  const lane = model.lanes.find((one) => one.actor === actor);
  const fits = model.layout.height <= height;
  const { top = 0, height: laneHeight = 0 } = lane ?? {};
  useEffect(() => {
    const frame = scroller.current?.parentElement ?? null;
    if (frame === null || fits) return;
    const { clientHeight, scrollTop } = frame;
    const lowest = top + laneHeight - clientHeight;
    if (top < scrollTop) frame.scrollTo({ top });
    else if (lowest > scrollTop) frame.scrollTo({ top: lowest });
  }, [scroller, position, fits, top, laneHeight]);
}
