import { useEffect, useRef } from 'react';

interface Swipes {
  readonly onLeft: () => void;
  readonly onRight: () => void;
}

/** As far as a finger goes that means it, and how much more sideways than up or down: CSS pixels. */
const FAR = 48;
const SIDEWAYS = 2;
/** At the edges of the screen a swipe is the browser's: back, and forward. */
const EDGE = 20;

interface Touch {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Swipes of a finger or a pen over a part of the page, which scrolls up and down as ever: `touch-action:
 * pan-y` leaves the rest to this. Where something scrolls sideways by itself, it keeps its swipes.
 */
export function useSwipe(area: { readonly current: HTMLElement | null }, swipes: Swipes): void {
  const latest = useRef(swipes);
  useEffect(() => {
    latest.current = swipes;
  });
  useEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    let touch: Touch | null = null;
    const onDown = ({
      clientX: x,
      clientY: y,
      isPrimary,
      pointerId,
      pointerType,
    }: PointerEvent) => {
      const atEdge = x < EDGE || x > window.innerWidth - EDGE;
      const meant = isPrimary && pointerType !== 'mouse' && !atEdge;
      touch = meant ? { id: pointerId, x, y } : null;
    };
    const onUp = ({ clientX, clientY, pointerId }: PointerEvent): void => {
      if (touch?.id !== pointerId) return;
      const dx = clientX - touch.x;
      const dy = Math.abs(clientY - touch.y);
      touch = null;
      // Whoever selects text moves a finger, too.
      if (Math.abs(dx) < FAR || Math.abs(dx) < SIDEWAYS * dy || hasSelection()) return;
      if (dx < 0) latest.current.onLeft();
      else latest.current.onRight();
    };
    const onCancel = (): void => {
      touch = null;
    };
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onCancel);
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onCancel);
    };
  }, [area]);
}

function hasSelection(): boolean {
  return window.getSelection()?.isCollapsed === false;
}
