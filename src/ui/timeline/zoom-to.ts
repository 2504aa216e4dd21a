/** Makes the steps of a picture wider or narrower, a place of it being kept where it is on screen. */
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import {
  anchorOf,
  leftOfAnchor,
  zoomFactor,
  type StepPicture,
  type StepSpan,
} from '../../view/timeline/zoom-window.ts';
import { keptZoom, type KeptPlace, type ZoomAnchor } from '../../view/timeline/zoom.ts';

export interface ZoomedPicture {
  readonly picture: StepPicture;
  readonly scroller: RefObject<HTMLElement | null>;
  /** Of what can be seen, and how far it is scrolled. */
  readonly width: number;
  readonly left: number;
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  readonly place: KeptPlace;
}

export interface ZoomTo {
  /** By a factor, about a place of what can be seen. */
  readonly by: (factor: number, anchor: ZoomAnchor) => void;
  /** So that these steps fill the width. */
  readonly span: (span: StepSpan) => void;
  readonly whole: () => void;
}

export function useZoomTo(given: ZoomedPicture): ZoomTo {
  const latest = useRef(given);
  useEffect(() => {
    latest.current = given;
  });
  const by = useCallback((factor: number, anchor: ZoomAnchor): void => {
    const { onZoom, picture, place, scroller, width, zoom } = latest.current;
    const next = keptZoom(zoom * factor);
    if (next === zoom) {
      scroller.current?.scrollTo({ left: leftOfAnchor(anchor, picture, width) });
      return;
    }
    place.ask(anchor);
    // A hand may ask for more before this is drawn.
    latest.current = { ...latest.current, zoom: next };
    onZoom(next);
  }, []);
  const span = useCallback(
    (wanted: StepSpan): void => {
      const { picture, width } = latest.current;
      by(zoomFactor(picture, wanted, width), anchorOf(wanted, width));
    },
    [by],
  );
  const whole = useCallback((): void => by(0, placeOf(latest.current)), [by]);
  return { by, span, whole };
}

/** After a change of the zoom, before it is painted: the place that was asked for, else the cursor's. */
export function useKeptPlace({ left, picture, place, scroller, width }: ZoomedPicture): void {
  const last = useRef({ left, picture, width });
  useLayoutEffect(() => {
    const before = last.current;
    last.current = { left, picture, width };
    const box = scroller.current;
    if (box === null || before.picture.stepWidth === picture.stepWidth) return;
    const wanted = place.take() ?? placeOf(before);
    box.scrollTo({ left: leftOfAnchor(wanted, picture, width), behavior: 'instant' });
    // Told at once, not when the browser gets to it: what comes into view is drawn in the same frame.
    box.dispatchEvent(new Event('scroll'));
  }, [left, picture, place, scroller, width]);
}

/** The cursor, while it can be seen; else the middle. */
export function placeOf({
  left,
  picture,
  width,
}: Pick<ZoomedPicture, 'left' | 'picture' | 'width'>): ZoomAnchor {
  const cursor = picture.cursorX - left;
  const at = cursor >= 0 && cursor <= width ? cursor : width / 2;
  return { step: picture.x.invert(left + at), at };
}
