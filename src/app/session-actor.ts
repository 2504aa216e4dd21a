/** The session's machine, with its actors: loaded when it is needed. */
import { createActor, fromPromise, waitFor } from 'xstate';
import { sessionMachine, viewOfSession } from '../machines/session.machine.ts';
import type {
  Opening,
  Recovery,
  SessionEvent,
  SessionOutcome,
  SessionView,
} from '../machines/session-events.ts';
import type { Workbench } from '../state/create-workbench.ts';

export interface SessionActor {
  send(event: SessionEvent): void;
}

/** Starts it where the page is: with what is being opened, or has been. Resolves once it knows. */
export async function startSessionActor(
  { store }: Workbench,
  opening: Opening,
  onView: (view: SessionView) => void,
): Promise<SessionActor> {
  const { actions } = store.getState();
  const machine = sessionMachine.provide({
    actors: {
      recover: fromPromise<SessionOutcome, { recovery: Recovery }>(({ input }) =>
        actions.recover(input.recovery),
      ),
      step: fromPromise(() => actions.stepNext()),
    },
  });
  const actor = createActor(machine, { input: { opening } });
  actor.subscribe((snapshot) => {
    onView(viewOfSession(snapshot));
  });
  actor.start();
  await waitFor(actor, (snapshot) => !snapshot.matches('loading'));
  return actor;
}
