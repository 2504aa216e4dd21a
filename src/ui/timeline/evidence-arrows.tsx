import { memo } from 'react';
import type { TimelineModel } from '../../view/timeline/timeline-model.ts';
import css from './evidence-arrows.module.css';

type ArrowsProps = Pick<TimelineModel, 'arrows'>;

export const Arrows = memo(function Arrows({ arrows }: ArrowsProps) {
  return (
    <>
      <defs>
        <marker
          id="evidence-head"
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
        >
          <path className={css['head']} d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {arrows.map(({ key, kind, path }) => (
        <path
          key={key}
          className={css['arrow']}
          data-kind={kind}
          d={path}
          markerEnd="url(#evidence-head)"
        />
      ))}
    </>
  );
});
