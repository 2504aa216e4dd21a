import { useEffect, useRef, type PointerEvent as ReactPointerEvent, type RefObject } from 'react';

interface RangeGestures {
  /** By a factor (above 1: out), about a place in pixels. */
  readonly onZoom: (factor: number, x: number) => void;
  /** What is on screen moves on by so many pixels. */
  readonly onPan: (pixels: number) => void;
  readonly onPick: (x: number) => void;
}

/** A hand that moves less has clicked. */
const CLICK_PIXELS = 4;
const LINE_PIXELS = 16;

/** The wheel zooms, sideways it pans; dragging pans, a click picks. */
export function useRangeGestures(
  element: RefObject<HTMLElement | null>,
  gestures: RangeGestures,
): { readonly onPointerDown: (event: ReactPointerEvent) => void } {
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    // Not React's: its wheel listeners cannot keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const scale = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PIXELS;
      const sideways = event.shiftKey ? event.deltaX + event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        latest.current.onPan(sideways * scale);
        return;
      }
      const x = event.clientX - target.getBoundingClientRect().left;
      latest.current.onZoom(Math.exp(event.deltaY * scale * 0.002), x);
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [element]);
  return {
    onPointerDown: (event) => {
      const target = element.current;
      if (target === null || event.button !== 0) return;
      drag(target, event, latest);
    },
  };
}

function drag(
  target: HTMLElement,
  { clientX, pointerId }: ReactPointerEvent,
  latest: RefObject<RangeGestures>,
): void {
  let at = clientX;
  let moved = false;
  target.setPointerCapture(pointerId);
  const onMove = (event: PointerEvent): void => {
    if (!moved && Math.abs(event.clientX - clientX) < CLICK_PIXELS) return;
    moved = true;
    latest.current.onPan(at - event.clientX);
    at = event.clientX;
  };
  const onEnd = (event: PointerEvent): void => {
    target.removeEventListener('pointermove', onMove);
    target.removeEventListener('pointerup', onEnd);
    target.removeEventListener('pointercancel', onEnd);
    if (!moved && event.type === 'pointerup') {
      latest.current.onPick(event.clientX - target.getBoundingClientRect().left);
    }
  };
  target.addEventListener('pointermove', onMove);
  target.addEventListener('pointerup', onEnd);
  target.addEventListener('pointercancel', onEnd);
}
