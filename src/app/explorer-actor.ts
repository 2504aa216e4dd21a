/** The exploration's machine with its actor, wired to the store: loaded when the page is up. */
import { createActor, fromPromise } from 'xstate';
import type { EngineClient } from '../client/engine-client.ts';
import { explorationMachine, phaseOf } from '../machines/exploration.machine.ts';
import type { Workbench } from '../state/create-workbench.ts';
import { ExplorationDriver } from '../state/exploration-driver.ts';

export function startExplorerActor({ store }: Workbench, client: EngineClient): void {
  const driver = new ExplorationDriver(client, store);
  const machine = explorationMachine.provide({
    actors: { search: fromPromise(({ input, signal }) => driver.search(input, signal)) },
  });
  const actor = createActor(machine);
  actor.subscribe((snapshot) => {
    const explorationPhase = phaseOf(snapshot);
    if (store.getState().explorationPhase !== explorationPhase)
      store.setState({ explorationPhase });
  });
  actor.start();

  const exploreOpened = (): void => {
    const { opened } = store.getState();
    if (opened === null) return;
    store.setState({ explored: {}, search: null, hints: null });
    actor.send({ type: 'open', columns: opened.info.columns.map(({ id }) => id) });
  };
  store.subscribe((state, before) => {
    if (state.opened !== before.opened) exploreOpened();
    void driver.refreshHints();
  });
  store.setState({
    explorer: {
      send: (event) => actor.send(event),
      showDepth: (depth, target) => driver.showDepth(depth, target),
      explainNeeds: () => driver.explainNeeds(),
      countChanges: (of, how) => driver.countChanges(of, how),
    },
  });
  exploreOpened();
}
