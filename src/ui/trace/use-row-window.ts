import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import {
  recentred,
  rowsOnScreen,
  windowHeight,
  withRow,
  type RowWindow,
} from '../../view/trace/row-window.ts';

interface RowWindowUse {
  readonly first: number;
  readonly end: number;
  readonly base: number;
  /** Of the scrolled element, in pixels. */
  readonly innerHeight: number;
  readonly onScroll: () => void;
  readonly rowsPerScreen: number;
}

interface RowWindowAsked {
  readonly rowHeight: number;
  readonly total: number;
  /** Comes on screen whenever it is another object: the row that was gone to. */
  readonly wanted: { readonly row: number } | null;
}

/** The rows of a long list that are on screen, of an element that scrolls. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  { rowHeight, total, wanted }: RowWindowAsked,
): RowWindowUse {
  const [height, setHeight] = useState(400);
  const [place, setPlace] = useState<RowWindow>({ base: 0, scrollTop: 0 });
  const [revealed, setRevealed] = useState(wanted);
  const size = { height, rowHeight, total };
  if (wanted !== revealed) {
    setRevealed(wanted);
    if (wanted !== null) setPlace(withRow(place, wanted.row, size));
  }
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || Math.abs(element.scrollTop - place.scrollTop) < 1) return;
    element.scrollTo({ top: place.scrollTop });
  }, [scroller, place]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return {
    ...rowsOnScreen(place, size),
    base: place.base,
    innerHeight: windowHeight(place, size),
    onScroll: () => {
      const { scrollTop } = scroller.current ?? { scrollTop: 0 };
      setPlace(({ base }) => recentred({ base, scrollTop }, size));
    },
    rowsPerScreen: Math.max(1, Math.floor(height / rowHeight) - 1),
  };
}
