/** The cursor of a picture of steps: it follows the hand, and the picture follows it. */
import { useEffect, useRef, type PointerEvent, type RefObject } from 'react';

/** Press and drag: the position follows the pointer. */
export function useScrub(stepAt: (x: number) => number, onGoTo: (step: number) => void) {
  const last = useRef<number | null>(null);
  const goThere = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget;
    const { left, width } = box.getBoundingClientRect();
    // It may be drawn larger than it is laid out.
    const scale = width / box.offsetWidth || 1;
    const step = stepAt((event.clientX - left) / scale + box.scrollLeft);
    if (step === last.current) return;
    last.current = step;
    onGoTo(step);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = null;
      goThere(event);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) goThere(event);
    },
  };
}

interface Followed {
  readonly cursorX: number;
  readonly fits: boolean;
  /** Zooming to somewhere else is no reason to go back to the cursor. */
  readonly place: string;
}

/** Keeps the cursor in view as the run goes on; a run that fits is never measured. */
export function useFollowCursor(
  scroller: RefObject<HTMLElement | null>,
  { cursorX, fits, place }: Followed,
): void {
  const followed = useRef('');
  useEffect(() => {
    const box = scroller.current;
    const moved = followed.current !== place;
    followed.current = place;
    if (box === null || fits || !moved) return;
    // With the frame, which lays the page out anyway: asked here, the key would wait for that.
    requestAnimationFrame(() => follow(box, cursorX));
  }, [scroller, cursorX, fits, place]);
}

function follow(box: HTMLElement, cursorX: number): void {
  const { scrollLeft, clientWidth } = box;
  const margin = Math.min(80, clientWidth / 4);
  if (cursorX < scrollLeft + margin) box.scrollTo({ left: cursorX - margin });
  else if (cursorX > scrollLeft + clientWidth - margin) {
    box.scrollTo({ left: cursorX - clientWidth + margin });
  }
}
