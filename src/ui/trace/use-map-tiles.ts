import { useEffect, useMemo, useReducer, type RefObject } from 'react';
import type { MapTiles } from '../../view/trace/paint-map.ts';
import { useMedia } from '../shell/use-media.ts';
import { mapTiles } from './map-colours.ts';

/** The map's colours at a zoom; made anew when the page changes its own. Null before it is shown. */
export function useMapTiles(frame: RefObject<HTMLElement | null>, zoom: number): MapTiles | null {
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const [theme, changed] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    changed(); // the frame is there now
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return useMemo(
    () => (frame.current === null ? null : mapTiles(frame.current, zoom)),
    [frame, zoom, theme, systemDark], // eslint-disable-line react-hooks/exhaustive-deps -- read through CSS
  );
}
