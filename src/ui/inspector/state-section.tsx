import { useLate } from '../shell/use-late.ts';
import { SectionHeading } from './section-heading.tsx';
import type { StateChartProps } from './state-chart.tsx';
import styles from './state-section.module.css';

const loadChart = () => import('./state-chart.tsx');

/** The chart of the state machine, when it has come: the page is of use before. */
export function StateSection(props: StateChartProps) {
  const chart = useLate<StateChartProps>(loadChart);
  return (
    <section aria-label="State">
      <SectionHeading part="state">State</SectionHeading>
      <div className={styles['room']}>
        {chart === 'failed' && <p>The state machine could not be loaded.</p>}
        {typeof chart !== 'string' && <chart.default {...props} />}
      </div>
    </section>
  );
}
