import { memo, use, useMemo } from 'react';
import { useStore } from 'zustand';
import graph from 'virtual:spte-graph';
import { WorkbenchContext } from '../../state/workbench-context.ts';
import type { NextMove } from '../../view/inspector/next-moves.ts';
import type { SelectedPicture } from '../../view/inspector/selected-spte.ts';
import { spteEdges } from '../../view/inspector/spte-edges.ts';
import {
  stateChart,
  type LastChange,
  type StateChart as StateChartModel,
} from '../../view/inspector/state-chart.ts';
import { Button } from '../controls/button.tsx';
import { useKept } from '../controls/use-kept.ts';
import type { PictureProps } from '../panel-props.ts';
import { useLate } from '../shell/use-late.ts';
import { ChartPicture } from './chart-picture.tsx';
import type { CountedChartProps } from './counted-chart.tsx';
import { counting } from './counting.ts';
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
  // Without a workbench there is nobody to count.
  const canCount = use(WorkbenchContext) !== null;
  return (
    <>
      {chart.change !== null && <Change change={chart.change} onGoTo={props.onGoTo} />}
      {canCount ? (
        <CountableChart chart={chart} selected={selected} />
      ) : (
        <ChartPicture chart={chart} />
      )}
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

interface CountableProps {
  readonly chart: StateChartModel;
  readonly selected: SelectedPicture;
}

/** The chart, and the button that has it told how often its arrows are taken. */
function CountableChart(props: CountableProps) {
  const { on } = useStore(counting);
  const rest = (
    <>
      <p className={styles['meaning']}>{props.chart.meaning}</p>
      <Button
        className={styles['ask']}
        aria-pressed={on}
        onClick={() => counting.setState({ on: !on })}
      >
        Count over every interleaving
      </Button>
    </>
  );
  if (on) return <LateCounts {...props}>{rest}</LateCounts>;
  return (
    <>
      <ChartPicture chart={props.chart} />
      {rest}
    </>
  );
}

const loadCounted = () => import('./counted-chart.tsx');

function LateCounts(props: CountedChartProps) {
  const part = useLate<CountedChartProps>(loadCounted);
  if (typeof part !== 'string') return <part.default {...props} />;
  return (
    <>
      <ChartPicture chart={props.chart} />
      {props.children}
      {part === 'failed' && <p>The counts could not be loaded.</p>}
    </>
  );
}

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
