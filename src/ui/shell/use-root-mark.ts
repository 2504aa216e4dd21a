import { useEffect } from 'react';

/**
 * A mark on the root element while a view is shown that the page itself scrolls. Its styles could find the
 * view by `:has()`, and then the browser would look for it anew at every change of the page.
 */
export function useRootMark(mark: 'compare' | 'reading'): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset['scrolls'] = mark;
    return () => {
      delete dataset['scrolls'];
    };
  }, [mark]);
}
