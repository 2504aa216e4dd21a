import { useEffect } from 'react';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import type { Notice } from '../../state/workbench-state.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { IssueList } from './issue-list.tsx';
import css from './notices.module.css';

/** Notices of the first kind go by themselves. */
const INFO_MS = 4000;

/** What went otherwise than asked, in sentences; the page stays usable below. */
export function Notices() {
  const notices = useWorkbenchState((state) => state.notices);
  return (
    <div role="region" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeView key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeView({ notice }: { readonly notice: Notice }) {
  const { id, tone, text, issues, action } = notice;
  const actions = useActions();
  useEffect(() => {
    if (tone !== 'info' || action !== undefined) return undefined;
    const timer = setTimeout(() => actions.dismiss(id), INFO_MS);
    return () => clearTimeout(timer);
  }, [actions, id, tone, action]);
  return (
    <div className={css['notice']} data-tone={tone}>
      <div className={css['text']}>
        <p>{text}</p>
        <IssueList issues={issues} besides={text} />
      </div>
      {action !== undefined && <Button onClick={action.run}>{action.label}</Button>}
      <IconButton icon="close" label="Dismiss" look="quiet" onClick={() => actions.dismiss(id)} />
    </div>
  );
}
