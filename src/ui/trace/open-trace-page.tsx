import { useTraceState } from '../../state/trace/trace-port.ts';
import { IssueList } from '../shell/issue-list.tsx';
import { OpenFileButton } from './open-file-button.tsx';
import { RecordingHelpDetails } from './recording-help-details.tsx';
import { SampleChoice } from './sample-choice.tsx';
import css from './open-trace-page.module.css';

/** Before there is anything to show: how to get a trace here, and what was wrong with the last one. */
export function OpenTracePage() {
  const phase = useTraceState((state) => state.phase);
  const name = useTraceState((state) => state.name);
  const issues = useTraceState((state) => state.issues);
  if (phase === 'reading') return <p className={css['page']}>Reading {name} …</p>;
  return (
    <div className={css['page']}>
      {phase === 'failed' && (
        <section className={css['trouble']} aria-labelledby="trouble-heading">
          <h2 id="trouble-heading">{name} could not be read as a trace</h2>
          <IssueList issues={issues} />
        </section>
      )}
      {phase === 'ready' && <p>There are no events in {name}: its buffer was empty.</p>}
      <section className={css['invitation']} aria-labelledby="open-heading">
        <h2 id="open-heading">See the page tables of a real guest</h2>
        <p>
          Record the kvmmmu events of a host and drop the file here: its page tables at any moment,
          the life of each gfn, and the first change that the model cannot explain. The file stays
          in this browser.
        </p>
        <p className={css['acts']}>
          <OpenFileButton look="primary">Choose a file …</OpenFileButton>
          <span>or drop one anywhere on the page</span>
        </p>
        <p className={css['muted']}>
          The text that /sys/kernel/tracing/trace, trace-cmd report or perf script print, plain or
          compressed by gzip.
        </p>
        <SampleChoice />
      </section>
      <RecordingHelpDetails />
    </div>
  );
}
