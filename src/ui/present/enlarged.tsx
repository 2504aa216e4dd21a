import { useRef, type ReactNode } from 'react';
import { useFrameSize } from '../shell/use-frame-size.ts';
import css from './present-view.module.css';

/** Laid out for a window this wide, and drawn as large as the real one allows. */
const LAID_OUT_FOR = 860;
const SCALE_MAX = 2.2;

/** A region drawn larger than it is laid out. */
export function Enlarged({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const { width, height } = useFrameSize(frame);
  const scale = Math.max(1, Math.min(width / LAID_OUT_FOR, SCALE_MAX));
  return (
    <div ref={frame} className={css['frame']}>
      <div
        className={css['enlarged']}
        style={{ width: width / scale, height: height / scale, transform: `scale(${scale})` }}
      >
        {width > 0 && children}
      </div>
    </div>
  );
}
