import { useEffect, useState, type RefObject } from 'react';

export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

/**
 * What of a scrolled element can be seen, told by the browser: nothing is measured while stepping.
 * The height is that of the frame around it, which does not grow with what is drawn.
 */
export function useViewport(ref: RefObject<HTMLElement | null>): Viewport {
  const [width, setWidth] = useState(0);
  const [height, setHeight] = useState(0);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const element = ref.current;
    const frame = element?.parentElement ?? null;
    if (element === null || frame === null) return undefined;
    const observer = new ResizeObserver((entries) => {
      for (const { contentRect, target } of entries) {
        if (target === element) setWidth(Math.floor(contentRect.width));
        else setHeight(Math.floor(contentRect.height));
      }
    });
    const onScroll = (): void => {
      setLeft(element.scrollLeft);
    };
    observer.observe(element);
    observer.observe(frame);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [ref]);
  return { width, height, left };
}
