/** Wires control to data: the session machine is given its actors, the store its crashes an ear. */
import { createActor, fromPromise } from 'xstate';
import {
  sessionMachine,
  type Opening,
  type Recovery,
  type SessionOutcome,
} from '../machines/session.machine.ts';
import type { Workbench } from '../state/create-workbench.ts';
import type { SessionActor } from '../ui/shell/session-context.ts';

export function startSession({ store }: Workbench, opening: Opening): SessionActor {
  const { actions } = store.getState();
  const machine = sessionMachine.provide({
    actors: {
      recover: fromPromise<SessionOutcome, { recovery: Recovery }>(({ input }) =>
        actions.recover(input.recovery),
      ),
      step: fromPromise(() => actions.stepNext()),
    },
  });
  const session = createActor(machine, { input: { opening } });
  store.subscribe(({ crash }, before) => {
    if (crash !== null && crash !== before.crash) session.send({ type: 'crashed' });
  });
  session.start();
  return session;
}
