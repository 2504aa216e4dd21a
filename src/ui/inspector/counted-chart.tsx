import { useMemo, type ReactNode } from 'react';
import {
  changeCounts,
  countingText,
  type ChangeCounts,
  type CountRow,
} from '../../view/inspector/change-counts.ts';
import type { SelectedPicture } from '../../view/inspector/selected-spte.ts';
import type { StateChart } from '../../view/inspector/state-chart.ts';
import { ChartPicture } from './chart-picture.tsx';
import { useCounting } from './use-counting.ts';
import styles from './counted-chart.module.css';

export interface CountedChartProps {
  readonly chart: StateChart;
  readonly selected: SelectedPicture;
  /** What stands between the picture and the counts. */
  readonly children: ReactNode;
}

/** The chart with a number on each arrow that some interleaving takes, and the same in words. */
export default function CountedChart({ chart, children, selected }: CountedChartProps) {
  const { gfn, gfnText, level } = selected;
  const counting = useCounting({ gfn, level });
  const { reply } = counting;
  const counts = useMemo(() => (reply === null ? null : changeCounts(reply)), [reply]);
  return (
    <>
      <ChartPicture chart={chart} counts={counts} />
      {children}
      <div className={styles['counts']}>
        <p role="status" aria-label="Changes over every interleaving">
          {counts === null ? countingText(counting) : <b>{counts.summary}</b>}
        </p>
        {counts !== null && <Told counts={counts} what={`gfn ${gfnText}, level ${level}`} />}
      </div>
    </>
  );
}

function Told({ counts, what }: { readonly counts: ChangeCounts; readonly what: string }) {
  return (
    <>
      <ul className={styles['list']} aria-label="Changes, counted">
        {counts.rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </ul>
      <p>{counts.others}</p>
      <p>
        Counted are steps from one state of the search to another that change the entry of {what},
        in whichever table page it is.
      </p>
    </>
  );
}

function Row({ row: { count, states, transition } }: { readonly row: CountRow }) {
  return (
    <li data-legal={transition !== null}>
      <b className={styles['count']}>{count}</b> <span className={styles['states']}>{states}</span>{' '}
      {transition ?? <b className={styles['illegal']}>✗ not legal</b>}
    </li>
  );
}
