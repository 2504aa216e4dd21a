import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useFrameSize } from '../shell/use-frame-size.ts';
import css from './embed-view.module.css';

/** Larger for a slide, smaller for a column of a blog. */
const SCALES = [2, 1.75, 1.5, 1.3, 1.15, 1, 0.9, 0.8, 0.7];
/**
 * Smaller still for the corner of a slide, which whoever shows it enlarges as a whole. Not in a frame that
 * is higher than wide: that is a phone, where it could not be read, and is scrolled.
 */
const SMALL_SCALES = [...SCALES, 0.6, 0.52, 0.45, 0.4];
/** In a narrower box the machine is laid out in one column: not what enlarging should lead to. */
const TWO_COLUMNS_WIDTH = 760;

interface FittedPictureProps {
  /** Another one whenever there may be more or less to show. */
  readonly picture: object;
  readonly children: ReactNode;
}

/** Scales the picture so that all of it is in the frame; what does not fit at the smallest scale scrolls. */
export function FittedPicture({ children, picture }: FittedPictureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { height, width } = useFrameSize(frame);
  const room = useScrollerHeight(frame, width > 0);
  const [fit, setFit] = useState({ width, height, step: 0 });
  const step = fit.width === width && fit.height === height ? fit.step : 0;
  const scales = width > height ? SMALL_SCALES : SCALES;
  const scale = scales[step] ?? 1;
  useLayoutEffect(() => {
    if (width === 0 || step >= scales.length - 1) return;
    const scrollers = [...(frame.current?.querySelectorAll('[data-scroller]') ?? [])];
    const tooTall = scrollers.some((one) => one.scrollHeight > one.clientHeight + 1);
    const tooNarrow = scale > 1 && width / scale < TWO_COLUMNS_WIDTH;
    if (tooTall || tooNarrow) setFit({ width, height, step: step + 1 });
  }, [picture, width, height, room, step, scale, scales]);
  return (
    <div ref={frame} className={css['frame']}>
      <div
        className={css['fitted']}
        style={{ width: width / scale, height: height / scale, transform: `scale(${scale})` }}
      >
        {width > 0 && children}
      </div>
    </div>
  );
}

/** Parts that come late, the card of a violation say, leave less room for the rest. */
function useScrollerHeight(
  frame: { readonly current: HTMLElement | null },
  isShown: boolean,
): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const scroller = frame.current?.querySelector('[data-scroller]');
    if (!isShown || !scroller) return undefined;
    const observer = new ResizeObserver(() => {
      setHeight(scroller.clientHeight);
    });
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [frame, isShown]);
  return height;
}
