import { useId } from 'react';
import { CHART, type StateChart as StateChartModel } from '../../view/inspector/state-chart.ts';
import { SectionHeading } from './section-heading.tsx';
import styles from './state-chart.module.css';

export interface StateChartProps {
  readonly chart: StateChartModel;
  readonly onGoTo: (step: number) => void;
}

/** The states of an SPTE, lit at this one; the arrow is the last change. */
export function StateChart({ chart, onGoTo }: StateChartProps) {
  const { change } = chart;
  return (
    <section aria-label="State">
      <SectionHeading>State</SectionHeading>
      {change !== null && (
        <p className={styles['change']} data-lost={change.lost}>
          {change.text},{' '}
          <button type="button" onClick={() => onGoTo(change.step)}>
            step {change.step}
          </button>
        </p>
      )}
      <Chart chart={chart} />
      <p className={styles['meaning']}>{chart.meaning}</p>
    </section>
  );
}

function Chart({ chart }: { readonly chart: StateChartModel }) {
  const id = useId();
  const current = chart.pills.find((pill) => pill.current);
  return (
    <svg
      className={styles['chart']}
      viewBox={`-2 0 ${chart.width + 4} ${chart.height}`}
      role="img"
      aria-label={`State: ${current?.word ?? 'unknown'}`}
    >
      <marker
        id={id}
        viewBox="0 0 8 8"
        refX="1"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path className={styles['head']} data-lost={chart.arrow?.lost} d="M0,0L8,4L0,8z" />
      </marker>
      {chart.pills.map((pill) => (
        <g
          key={pill.kind}
          className={styles['pill']}
          data-current={pill.current}
          data-previous={pill.previous}
          data-lost={pill.current && chart.arrow?.lost === true}
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
      {chart.arrow !== null && (
        <path
          className={styles['arrow']}
          data-lost={chart.arrow.lost}
          d={chart.arrow.path}
          markerEnd={`url(#${id})`}
        />
      )}
    </svg>
  );
}
