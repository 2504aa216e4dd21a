/**
 * Hands on a picture of steps: dragging over the numbers, or with Shift over the lanes, chooses steps; two
 * fingers, or Ctrl and the wheel, zoom about where they are. All else is left to scrubbing and scrolling:
 * these listeners come first, and take only what is theirs.
 */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { spanBetween, type StepPicture, type StepSpan } from '../../view/timeline/zoom-window.ts';
import type { ZoomTo } from './zoom-to.ts';

interface Gestures {
  readonly picture: StepPicture;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly zoomTo: ZoomTo;
  /** Pressed without dragging, at a place of the picture. */
  readonly onPick: (x: number) => void;
}

/** A hand that moves less has clicked. */
const CLICK_PX = 5;
/** The tag of the cursor stands among the numbers: it is dragged along the run. */
const TAG_PX = 16;
const WHEEL_PX = 200;
/** From the first press of a double click to its end, at the most. */
const DOUBLE_MS = 1000;

interface Place {
  /** In the picture. */
  readonly x: number;
  readonly y: number;
  /** On screen. */
  readonly at: number;
}

function placeIn(
  box: HTMLElement,
  { clientX, clientY }: { clientX: number; clientY: number },
): Place {
  const { left, top, width } = box.getBoundingClientRect();
  // It may be drawn larger than it is laid out.
  const scale = width / box.offsetWidth || 1;
  const at = (clientX - left) / scale;
  return { x: at + box.scrollLeft, y: (clientY - top) / scale + box.scrollTop, at };
}

function isOnNumbers({ axisTop, cursorX }: StepPicture, { x, y }: Place): boolean {
  return y >= axisTop && Math.abs(x - cursorX) > TAG_PX;
}

/** The steps swept over so far, while the hand is down. */
export function useZoomGestures(gestures: Gestures): StepSpan | null {
  const [span, setSpan] = useState<StepSpan | null>(null);
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });
  const { scroller } = gestures;
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const stop = new AbortController();
    const first = { capture: true, signal: stop.signal };
    box.addEventListener('pointerdown', (event) => sweep(box, event, { latest, setSpan }), first);
    listenToTouch(box, latest, stop.signal);
    box.addEventListener('wheel', (event) => onWheel(box, event, latest.current), {
      passive: false,
      signal: stop.signal,
    });
    // The first press of two moves the cursor, and maybe the picture with it: the second one counts anywhere.
    let pressedAt = -Infinity;
    box.addEventListener(
      'pointerdown',
      (event) => {
        const { picture } = latest.current;
        if (placeIn(box, event).y >= picture.axisTop) pressedAt = event.timeStamp;
      },
      first,
    );
    box.addEventListener(
      'dblclick',
      (event) => {
        if (event.timeStamp - pressedAt < DOUBLE_MS) latest.current.zoomTo.whole();
      },
      first,
    );
    return () => stop.abort();
  }, [scroller]);
  return span;
}

/** Browsers send two fingers on a touch pad as Ctrl and the wheel, too. */
function onWheel(box: HTMLElement, event: WheelEvent, { picture, zoomTo }: Gestures): void {
  if (!event.ctrlKey) return;
  event.preventDefault();
  const { at, x } = placeIn(box, event);
  zoomTo.by(Math.exp(-event.deltaY / WHEEL_PX), { step: picture.x.invert(x), at });
}

interface Sweep {
  readonly latest: RefObject<Gestures>;
  readonly setSpan: (span: StepSpan | null) => void;
}

function sweep(box: HTMLElement, event: PointerEvent, { latest, setSpan }: Sweep): void {
  // A finger scrolls, and a second one zooms: only a tap, which comes as a click, moves the cursor.
  if (event.pointerType === 'touch') event.stopPropagation();
  if (event.button !== 0 || event.pointerType === 'touch') return;
  const start = placeIn(box, event);
  if (!event.shiftKey && !isOnNumbers(latest.current.picture, start)) return;
  event.stopPropagation();
  box.setPointerCapture(event.pointerId);
  let swept: StepSpan | null = null;
  const over = new AbortController();
  const end = (chosen: StepSpan | null): void => {
    over.abort();
    // Else what the hand does from now on would be scrubbing.
    if (box.hasPointerCapture(event.pointerId)) box.releasePointerCapture(event.pointerId);
    setSpan(null);
    if (chosen !== null) latest.current.zoomTo.span(chosen);
  };
  const on = { capture: true, signal: over.signal };
  box.addEventListener(
    'pointermove',
    (move) => {
      move.stopPropagation();
      const { x } = placeIn(box, move);
      if (swept === null && Math.abs(x - start.x) < CLICK_PX) return;
      swept = spanBetween(latest.current.picture, start.x, x);
      setSpan(swept);
    },
    on,
  );
  box.addEventListener(
    'pointerup',
    () => {
      if (swept === null) latest.current.onPick(start.x);
      end(swept);
    },
    on,
  );
  box.addEventListener('pointercancel', () => end(null), on);
  // Escape, while the hand is down, lets things be.
  window.addEventListener(
    'keydown',
    (key) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      end(null);
    },
    on,
  );
}

interface Pinch {
  readonly apart: number;
  readonly zoomed: number;
  /** Between the fingers. */
  readonly step: number;
}

function listenToTouch(box: HTMLElement, latest: RefObject<Gestures>, signal: AbortSignal): void {
  let pinch: Pinch | null = null;
  const on = { passive: false, signal };
  box.addEventListener(
    'touchstart',
    (event) => {
      const two = fingers(event);
      if (two === null) return;
      event.preventDefault();
      const { x } = placeIn(box, two.middle);
      pinch = { apart: two.apart, zoomed: 1, step: latest.current.picture.x.invert(x) };
    },
    on,
  );
  box.addEventListener(
    'touchmove',
    (event) => {
      const two = fingers(event);
      if (two === null || pinch === null) return;
      event.preventDefault();
      const zoomed = two.apart / pinch.apart;
      const { at } = placeIn(box, two.middle);
      latest.current.zoomTo.by(zoomed / pinch.zoomed, { step: pinch.step, at });
      pinch = { ...pinch, zoomed };
    },
    on,
  );
  const drop = (): void => {
    pinch = null;
  };
  box.addEventListener('touchend', drop, { signal });
  box.addEventListener('touchcancel', drop, { signal });
  box.addEventListener(
    'click',
    (event) => {
      const touched = 'pointerType' in event && event.pointerType === 'touch';
      if (touched) latest.current.onPick(placeIn(box, event).x);
    },
    { signal },
  );
}

function fingers({ touches }: TouchEvent) {
  const [one, other] = [touches.item(0), touches.item(1)];
  if (one === null || other === null || touches.length !== 2) return null;
  return {
    apart: Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)),
    middle: {
      clientX: (one.clientX + other.clientX) / 2,
      clientY: (one.clientY + other.clientY) / 2,
    },
  };
}
