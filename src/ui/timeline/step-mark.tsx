import { memo, type CSSProperties } from 'react';
import type { TimelineMark } from '../../view/timeline/timeline-model.ts';
import css from './step-mark.module.css';

export interface StepMarkProps {
  readonly mark: Pick<TimelineMark, 'x' | 'y' | 'kind' | 'state' | 'violated' | 'title'>;
  /** Whose it is: the colour. */
  readonly style: CSSProperties;
  readonly scale?: number;
}

/** A step on its lane: what kind of access it was by shape and letter, done or ahead, and whether it was wrong. */
export const StepMark = memo(function StepMark({ mark, style, scale }: StepMarkProps) {
  const { x, y, kind, state, violated, title } = mark;
  const scaled = scale === undefined ? '' : ` scale(${scale})`;
  return (
    <g
      className={css['mark']}
      data-state={state}
      data-filled={kind.filled}
      data-violated={violated}
      style={style}
      transform={`translate(${x} ${y})${scaled}`}
    >
      <title>{title}</title>
      {violated && <circle className={css['halo']} r={13} />}
      <path d={kind.path} />
      <text className={css['letter']} y={3.5}>
        {violated ? '✗' : kind.letter}
      </text>
    </g>
  );
});
