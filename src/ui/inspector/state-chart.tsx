import { memo, useId, useMemo } from 'react';
import graph from 'virtual:spte-graph';
import { CHART } from '../../view/inspector/chart-geometry.ts';
import type { NextMove } from '../../view/inspector/next-moves.ts';
import type { SelectedPicture } from '../../view/inspector/selected-spte.ts';
import { spteEdges } from '../../view/inspector/spte-edges.ts';
import {
  stateChart,
  type ArrowKind,
  type LastChange,
  type StateChart as StateChartModel,
} from '../../view/inspector/state-chart.ts';
import { useKept } from '../controls/use-kept.ts';
import type { PictureProps } from '../panel-props.ts';
import styles from './state-chart.module.css';

export interface StateChartProps {
  readonly props: PictureProps;
  readonly selected: SelectedPicture;
}

/** The state machine of an SPTE, lit where this one is. Loaded late, with the machine. */
export default function StateChart({ props, selected }: StateChartProps) {
  const { kernel } = props.layout;
  const edges = useMemo(() => spteEdges(graph, kernel), [kernel]);
  const chart = useKept(stateChart(props, selected, edges));
  return (
    <>
      {chart.change !== null && <Change change={chart.change} onGoTo={props.onGoTo} />}
      <Chart chart={chart} />
      <p className={styles['meaning']}>{chart.meaning}</p>
      <Next moves={chart.next} />
    </>
  );
}

function Change({
  change,
  onGoTo,
}: {
  readonly change: LastChange;
  readonly onGoTo: (step: number) => void;
}) {
  const { judgement } = change;
  return (
    <>
      <p className={styles['change']} data-lost={change.lost}>
        {change.text},{' '}
        <button type="button" onClick={() => onGoTo(change.step)}>
          step {change.step}
        </button>
      </p>
      {judgement !== null && (
        <p className={styles['judgement']} data-verdict={judgement.verdict}>
          <b>{judgement.verdict === 'legal' ? 'Legal' : 'Not legal'}</b>: {judgement.text}
        </p>
      )}
    </>
  );
}

const ARROW_KINDS: readonly ArrowKind[] = ['next', 'walked', 'last'];

interface ChartProps {
  readonly chart: StateChartModel;
}

const Chart = memo(function Chart({ chart }: ChartProps) {
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

interface NextProps {
  readonly moves: readonly NextMove[];
}

const Next = memo(function Next({ moves }: NextProps) {
  return (
    <details className={styles['next']}>
      <summary>What may happen next ({moves.length})</summary>
      <ul>
        {moves.map(({ key, title, to, who }) => (
          <li key={key}>
            <b>{who}</b> {title} <span className={styles['to']}>→ {to}</span>
          </li>
        ))}
      </ul>
    </details>
  );
});
