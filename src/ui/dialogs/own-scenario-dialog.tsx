import { useId, useState } from 'react';
import type { Issue } from '../../base/result.ts';
import { useActions, useWorkbench } from '../../state/workbench-context.ts';
import { storyOf } from '../../state/workbench-state.ts';
import { Button } from '../controls/button.tsx';
import { IssueList } from '../shell/issue-list.tsx';
import { useSession } from '../shell/session-context.ts';
import { Dialog } from './dialog.tsx';
import css from './own-scenario-dialog.module.css';

/** One's own scenario, as text or as a file; it stays in this browser, and in links made from it. */
export default function OwnScenarioDialog({ onClose }: { readonly onClose: () => void }) {
  const { store } = useWorkbench();
  const { source } = store.getState().opened ?? {};
  const [text, setText] = useState(source?.kind === 'text' ? source.text : '');
  const { issues, busy, open } = useOpenText(onClose);
  const id = useId();
  return (
    <Dialog title="Open a scenario of your own" width={760} onClose={onClose}>
      <label className={css['label']} htmlFor={id}>
        The text of the scenario, in YAML
      </label>
      <textarea
        id={id}
        className={css['text']}
        rows={16}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div role="status" className={css['issues']}>
        <IssueList issues={issues} />
      </div>
      <div className={css['acts']}>
        <label className={css['file']}>
          From a file:{' '}
          <input
            type="file"
            accept=".yaml,.yml,text/yaml"
            onChange={({ target }) => void target.files?.[0]?.text().then(setText)}
          />
        </label>
        <Button look="primary" disabled={busy || text.trim() === ''} onClick={() => open(text)}>
          Open
        </Button>
      </div>
    </Dialog>
  );
}

/** A refusal is shown in the dialog, next to the text it is about, instead of over the page. */
function useOpenText(onOpened: () => void) {
  const { store } = useWorkbench();
  const actions = useActions();
  const session = useSession();
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [busy, setBusy] = useState(false);
  const open = (text: string): void => {
    setBusy(true);
    const opening = async () => {
      const outcome = await actions.open(storyOf({ kind: 'text', text }));
      setBusy(false);
      const refusal = store.getState().notices.at(-1);
      if ((outcome === 'kept' || outcome === 'refused') && refusal !== undefined) {
        setIssues(refusal.issues);
        actions.dismiss(refusal.id);
      } else {
        onOpened();
      }
      return outcome;
    };
    session.send({ type: 'open', opening });
  };
  return { issues, busy, open };
}
