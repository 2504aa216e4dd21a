import { useEffect, useState, type ComponentType } from 'react';
import { SectionHeading } from './section-heading.tsx';
import type { StateChartProps } from './state-chart.tsx';
import styles from './state-section.module.css';

/** The chart of the state machine, when it has come: the page is of use before. */
export function StateSection(props: StateChartProps) {
  const [Chart, setChart] = useState<ComponentType<StateChartProps> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    const show = (module: { readonly default: ComponentType<StateChartProps> }): void => {
      if (wanted) setChart(() => module.default);
    };
    import('./state-chart.tsx').then(show, () => setFailed(true));
    return () => {
      wanted = false;
    };
  }, []);
  return (
    <section aria-label="State">
      <SectionHeading>State</SectionHeading>
      {Chart === null ? <div className={styles['room']} /> : <Chart {...props} />}
      {failed && <p>The chart of states could not be loaded: are you offline?</p>}
    </section>
  );
}
