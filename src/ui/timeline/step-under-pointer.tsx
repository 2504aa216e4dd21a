import { useEffect, useRef, useState, type RefObject } from 'react';
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

interface Placed {
  readonly x: number;
  readonly y: number;
}

interface Under<Mark> extends Placed {
  readonly mark: Mark;
}

/** Says the step whose mark the pointer is on. Words come when the first one is pointed at. */
export function StepUnderPointer({ model, records, scroller }: UnderPointerProps) {
  const under = useMarkUnder(scroller, model.marks);
  const record = records[(under?.mark.n ?? 0) - 1];
  if (under === null || record === undefined) return null;
  return <Late load={loadTip} given={{ record, x: under.x, y: under.y }} />;
}

/** The mark that the pointer rests on, and where that is on screen. */
export function useMarkUnder<Mark extends Placed>(
  scroller: UnderPointerProps['scroller'],
  marks: readonly Mark[],
): Under<Mark> | null {
  const [under, setUnder] = useState<Under<Mark> | null>(null);
  const last = useRef('');
  const marksNow = useRef(marks);
  useEffect(() => {
    marksNow.current = marks;
  }, [marks]);
  // Not anew with each step's marks: the key that brings them would find its listener gone.
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const leave = (): void => setUnder(null);
    box.addEventListener(
      'pointermove',
      (event) => {
        // Browsers tell of a pointer, too, that lies still over what changes below it.
        const place = `${event.clientX} ${event.clientY}`;
        if (place === last.current) return;
        last.current = place;
        // A finger has no rest on a mark; with a button down, something is being dragged.
        const found =
          event.pointerType === 'mouse' && event.buttons === 0
            ? markAt(box, event, marksNow.current)
            : null;
        setUnder((now) => (now?.mark === found?.mark ? now : found));
      },
      { signal },
    );
    for (const type of ['pointerleave', 'pointerdown', 'scroll'] as const)
      box.addEventListener(type, leave, { signal });
    window.addEventListener('keydown', leave, { signal });
    return () => stop.abort();
  }, [scroller]);
  return under;
}

function markAt<Mark extends Placed>(
  box: HTMLElement,
  { clientX, clientY }: PointerEvent,
  marks: readonly Mark[],
): Under<Mark> | null {
  const { left, top, width } = box.getBoundingClientRect();
  // It may be drawn larger than it is laid out.
  const scale = width / box.offsetWidth || 1;
  const [x, y] = [(clientX - left) / scale + box.scrollLeft, (clientY - top) / scale];
  // The nearest one, where marks are close to each other.
  const away = (mark: Mark): number => Math.max(Math.abs(mark.x - x), Math.abs(mark.y - y));
  const [found] = marks.filter((mark) => away(mark) <= REACH_PX).sort((a, b) => away(a) - away(b));
  if (found === undefined) return null;
  return {
    mark: found,
    x: left + (found.x - box.scrollLeft) * scale,
    y: top + found.y * scale,
  };
}
