import { useEffect, useMemo } from 'react';
import type { Workbench } from '../state/create-workbench.ts';
import { useWorkbench, useWorkbenchState, WorkbenchContext } from '../state/workbench-context.ts';
import { Dialogs } from '../ui/dialogs/dialogs.tsx';
import { KEYS_IN_EVERY_VIEW } from '../ui/keys/key-table.ts';
import { useKeys } from '../ui/keys/use-keys.ts';
import { ScenarioListContext, type LoadScenarioList } from '../ui/shell/scenario-list.ts';
import { SessionContext, useSession, type SessionPort } from '../ui/shell/session-context.ts';
import { TraceLoaderContext, type LoadTrace } from '../ui/shell/trace-loader.ts';
import { WorkbenchView } from '../ui/shell/workbench-view.tsx';

interface AppProps {
  readonly workbench: Workbench;
  readonly session: SessionPort;
  readonly loadScenarios: LoadScenarioList;
  readonly loadTrace: LoadTrace;
}

export function App({ workbench, session, loadScenarios, loadTrace }: AppProps) {
  return (
    <WorkbenchContext value={workbench}>
      <SessionContext value={session}>
        <ScenarioListContext value={loadScenarios}>
          <Keys />
          <PageTitle />
          <TraceLoaderContext value={loadTrace}>
            <WorkbenchView />
          </TraceLoaderContext>
          <Dialogs />
        </ScenarioListContext>
      </SessionContext>
    </WorkbenchContext>
  );
}

/**
 * The keys of the workbench; a view that takes its place has its own beside those of the page. The
 * presentation is the workbench in another form.
 */
function Keys() {
  const { store } = useWorkbench();
  const session = useSession();
  const inView = useWorkbenchState(({ view }) => view !== null && view !== 'present');
  useKeys(
    useMemo(() => ({ store, session }), [store, session]),
    inView ? KEYS_IN_EVERY_VIEW : undefined,
  );
  return null;
}

function PageTitle() {
  const title = useWorkbenchState(({ opened }) => opened?.info.title ?? null);
  useEffect(() => {
    document.title = title === null ? 'sptescope' : `${title} · sptescope`;
  }, [title]);
  return null;
}
