import { useEffect, useMemo } from 'react';
import type { Workbench } from '../state/create-workbench.ts';
import { useWorkbenchState, WorkbenchContext } from '../state/workbench-context.ts';
import { Dialogs } from '../ui/dialogs/dialogs.tsx';
import { useKeys } from '../ui/keys/use-keys.ts';
import { ScenarioListContext, type LoadScenarioList } from '../ui/shell/scenario-list.ts';
import { SessionContext, type SessionPort } from '../ui/shell/session-context.ts';
import { WorkbenchView } from '../ui/shell/workbench-view.tsx';

interface AppProps {
  readonly workbench: Workbench;
  readonly session: SessionPort;
  readonly loadScenarios: LoadScenarioList;
}

export function App({ workbench, session, loadScenarios }: AppProps) {
  const { store } = workbench;
  useKeys(useMemo(() => ({ store, session }), [store, session]));
  return (
    <WorkbenchContext value={workbench}>
      <SessionContext value={session}>
        <ScenarioListContext value={loadScenarios}>
          <PageTitle />
          <WorkbenchView />
          <Dialogs />
        </ScenarioListContext>
      </SessionContext>
    </WorkbenchContext>
  );
}

function PageTitle() {
  const title = useWorkbenchState(({ opened }) => opened?.info.title ?? null);
  useEffect(() => {
    document.title = title === null ? 'sptescope' : `${title} · sptescope`;
  }, [title]);
  return null;
}
