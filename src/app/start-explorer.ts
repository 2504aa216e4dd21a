/** Loads the explorer when the page is up and has nothing better to do, or when it is asked for. */
import type { EngineClient } from '../client/engine-client.ts';
import type { Workbench } from '../state/create-workbench.ts';
import { pageIdle } from '../ui/shell/page-idle.ts';

export function startExplorer(workbench: Workbench, client: EngineClient): void {
  const { store } = workbench;
  let loading = false;
  const load = (): void => {
    if (loading) return;
    loading = true;
    unsubscribe();
    import('./explorer-actor.ts').then(
      ({ startExplorerActor }) => startExplorerActor(workbench, client),
      // Offline, say. What is on screen works without it.
      () => store.setState({ explorationPhase: 'failed' }),
    );
  };
  const loadWhenIdle = async (): Promise<void> => {
    await pageIdle();
    load();
  };
  const unsubscribe = store.subscribe(({ opened, explorePanel, hintsOn }, before) => {
    if (explorePanel || hintsOn) load();
    else if (opened !== null && before.opened === null) void loadWhenIdle();
  });
}
