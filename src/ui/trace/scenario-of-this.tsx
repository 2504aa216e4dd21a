import { useState } from 'react';
import type { Issue } from '../../base/result.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { useActions } from '../../state/workbench-context.ts';
import { storyOf } from '../../state/workbench-state.ts';
import { grouped } from '../../view/trace/counted.ts';
import { Button } from '../controls/button.tsx';
import { IssueList } from '../shell/issue-list.tsx';
import css from './cursor-panel.module.css';

/** A few events become a scenario, which opens in the workbench; or there are reasons why not. */
export function ScenarioOfThis({ gfn }: { readonly gfn: number }) {
  const { client } = useTrace();
  const actions = useActions();
  const event = useTraceState((state) => state.cursor);
  const { a, b } = useTraceState((state) => state.markers);
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [busy, setBusy] = useState(false);
  const window = a === null || b === null ? null : windowBetween(a, b);
  const make = async (): Promise<void> => {
    setBusy(true);
    const reply = await client.request<'recast'>({ type: 'recast', gfn, event, window });
    setBusy(false);
    if (reply.type !== 'recast') {
      setIssues(reply.type === 'refused' ? reply.issues : [FAILED]);
      return;
    }
    setIssues([]);
    actions.closeView();
    await actions.open(storyOf({ kind: 'text', text: reply.text }));
    const about = reply.isRetraced ? RETRACED : NOT_RETRACED;
    actions.notify({ tone: 'info', text: about, issues: [] });
  };
  return (
    <>
      <div className={css['scenario']}>
        <Button disabled={busy} onClick={() => void make()}>
          Make a scenario of this
        </Button>
        <span className={css['why']}>
          {window === null
            ? 'of the change at the cursor, and the one before it; set both markers for more'
            : `of events ${grouped(window.first + 1)} to ${grouped(window.end)}, between the markers`}
        </span>
      </div>
      {issues.length > 0 && (
        <div className={css['reasons']} role="alert">
          <p>There is no scenario of this:</p>
          <IssueList issues={issues} />
        </div>
      )}
    </>
  );
}

function windowBetween(a: number, b: number): { readonly first: number; readonly end: number } {
  return { first: Math.min(a, b), end: Math.max(a, b) + 1 };
}

const RETRACED =
  'Inferred from the trace. The story is a run of the model in which the page changes as it did there.';
const NOT_RETRACED =
  'Inferred from the trace: who does what is a conclusion. No run was found in which the page changes as it did there.';

const FAILED: Issue = {
  code: 'crashed',
  path: '',
  message: 'The reader of the trace failed.',
  hint: 'Open the trace again.',
};
