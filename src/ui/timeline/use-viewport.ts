import { useEffect, useState, type RefObject } from 'react';

export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

/** What of a scrolled element can be seen, told by the browser: nothing is measured while stepping. */
export function useViewport(ref: RefObject<HTMLElement | null>): Viewport {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    const onScroll = (): void => {
      setLeft(element.scrollLeft);
    };
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [ref]);
  return { ...size, left };
}
