import { useEffect, useState, type RefObject } from 'react';
import type { PixelSize } from '../../view/trace/map-viewport.ts';

/** The size of an element in pixels of the device; 0 before it is laid out. */
export function usePixelSize(frame: RefObject<HTMLElement | null>): PixelSize {
  const [size, setSize] = useState<PixelSize>({ width: 0, height: 0 });
  useEffect(() => {
    const element = frame.current;
    if (element === null || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const ratio = window.devicePixelRatio;
      const { height, width } = entry.contentRect;
      setSize({ width: Math.floor(width * ratio), height: Math.floor(height * ratio) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return size;
}
