import { useEffect, useState, type RefObject } from 'react';
import type { StepRecord } from '../../protocol/run.ts';
import type { TimelineModel } from '../../view/timeline/timeline-model.ts';
import { Late } from '../shell/late.tsx';

export interface UnderPointerProps {
  readonly model: Pick<TimelineModel, 'marks'>;
  readonly records: readonly StepRecord[];
  readonly scroller: RefObject<HTMLDivElement | null>;
}

const loadTip = () => import('./run-step-tip.tsx');

/** A mark is about this large. */
const REACH_PX = 11;

interface Under {
  readonly n: number;
  readonly x: number;
  readonly y: number;
}

/** Says the step whose mark the pointer is on. Words come when the first one is pointed at. */
export function StepUnderPointer({ model, records, scroller }: UnderPointerProps) {
  const under = useMarkUnder(scroller, model.marks);
  const record = under === null ? undefined : records[under.n - 1];
  if (under === null || record === undefined) return null;
  return <Late load={loadTip} given={{ record, x: under.x, y: under.y }} />;
}

function useMarkUnder(
  scroller: UnderPointerProps['scroller'],
  marks: TimelineModel['marks'],
): Under | null {
  const [under, setUnder] = useState<Under | null>(null);
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const leave = (): void => setUnder(null);
    box.addEventListener(
      'pointermove',
      (event) => {
        // A finger has no rest on a mark; with a button down, something is being dragged.
        const found =
          event.pointerType === 'mouse' && event.buttons === 0 ? markAt(box, event, marks) : null;
        setUnder((now) => (now?.n === found?.n && now?.x === found?.x ? now : found));
      },
      { signal },
    );
    for (const type of ['pointerleave', 'pointerdown', 'scroll'] as const)
      box.addEventListener(type, leave, { signal });
    window.addEventListener('keydown', leave, { signal });
    return () => stop.abort();
  }, [scroller, marks]);
  return under;
}

function markAt(
  box: HTMLElement,
  { clientX, clientY }: PointerEvent,
  marks: TimelineModel['marks'],
): Under | null {
  const { left, top, width } = box.getBoundingClientRect();
  // It may be drawn larger than it is laid out.
  const scale = width / box.offsetWidth || 1;
  const [x, y] = [(clientX - left) / scale + box.scrollLeft, (clientY - top) / scale];
  const found = marks.find(
    (mark) => Math.abs(mark.x - x) <= REACH_PX && Math.abs(mark.y - y) <= REACH_PX,
  );
  if (found === undefined) return null;
  return {
    n: found.n,
    x: left + (found.x - box.scrollLeft) * scale,
    y: top + found.y * scale,
  };
}
