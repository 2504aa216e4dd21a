import { memo, useId } from 'react';
import type { ChangeCounts, CountedArrow } from '../../view/inspector/change-counts.ts';
import { CHART } from '../../view/inspector/chart-geometry.ts';
import type { ArrowKind, StateChart } from '../../view/inspector/state-chart.ts';
import styles from './chart-picture.module.css';

const ARROW_KINDS: readonly ArrowKind[] = ['next', 'walked', 'last'];

interface ChartPictureProps {
  readonly chart: StateChart;
  readonly counts?: ChangeCounts | null;
}

/** The states, the arrows between them, and the numbers on those when they have been counted. */
export const ChartPicture = memo(function ChartPicture({
  chart,
  counts = null,
}: ChartPictureProps) {
  const id = useId();
  const current = chart.pills.find((pill) => pill.current);
  const lost = chart.change?.lost === true;
  return (
    <svg
      className={styles['chart']}
      viewBox={`-13 0 ${chart.width + 15} ${chart.height}`}
      role="img"
      aria-label={`State: ${current?.word ?? 'unknown'}`}
    >
      {ARROW_KINDS.map((kind) => (
        <marker
          key={kind}
          id={`${id}${kind}`}
          viewBox="0 0 8 8"
          refX="1"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className={styles['head']} data-kind={kind} data-lost={lost} d="M0,0L8,4L0,8z" />
        </marker>
      ))}
      {counts?.arrows.map(({ key, legal, path }) => (
        <path
          key={key}
          className={styles['counted']}
          data-legal={legal}
          d={path}
          markerEnd={`url(#${id}next)`}
        />
      ))}
      {ARROW_KINDS.flatMap((kind) =>
        chart.arrows
          .filter((arrow) => arrow.kind === kind)
          .map((arrow) => (
            <path
              key={arrow.key}
              className={styles['arrow']}
              data-kind={kind}
              data-lost={lost}
              d={arrow.path}
              markerEnd={`url(#${id}${kind})`}
            />
          )),
      )}
      {counts?.arrows.map((arrow) => (
        <Count key={arrow.key} arrow={arrow} />
      ))}
      {chart.pills.map((pill) => (
        <g
          key={pill.kind}
          className={styles['pill']}
          data-current={pill.current}
          data-previous={pill.previous}
          data-lost={pill.current && lost}
        >
          <title>{pill.meaning}</title>
          <rect
            x={pill.x}
            y={pill.y}
            width={CHART.pillWidth}
            height={CHART.pillHeight}
            rx={CHART.pillHeight / 2}
          />
          <text x={pill.x + CHART.pillWidth / 2} y={pill.y + CHART.pillHeight / 2}>
            {pill.word}
          </text>
        </g>
      ))}
    </svg>
  );
});

function Count({ arrow }: { readonly arrow: CountedArrow }) {
  const { label, legal, title, x, y } = arrow;
  return (
    <text className={styles['count']} data-legal={legal} x={x} y={y}>
      <title>{title}</title>
      {label}
    </text>
  );
}
