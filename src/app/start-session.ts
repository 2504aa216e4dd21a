/**
 * The session before anybody plays: opening is the store's business, and what is said to the session
 * beyond that loads its machine, which takes over from there. A tenth of a first visit's JavaScript
 * is saved by that.
 */
import {
  SPEED_USUAL,
  type Opening,
  type SessionEvent,
  type SessionOutcome,
  type SessionView,
} from '../machines/session-events.ts';
import type { Workbench } from '../state/create-workbench.ts';
import type { SessionPort } from '../ui/shell/session-context.ts';
import type { SessionActor } from './session-actor.ts';

const LOADING: SessionView = {
  ready: false,
  playing: false,
  speed: SPEED_USUAL,
  restarting: false,
  stuck: false,
};

export function startSession(workbench: Workbench, opening: Opening): SessionPort {
  const session = new LateSession(workbench);
  workbench.store.subscribe(({ crash }, before) => {
    if (crash !== null && crash !== before.crash) session.send({ type: 'crashed' });
  });
  session.send({ type: 'open', opening });
  return session;
}

class LateSession implements SessionPort {
  readonly #workbench: Workbench;
  readonly #listeners = new Set<() => void>();
  #view = LOADING;
  #opened: Promise<SessionOutcome> = Promise.resolve('refused');
  #actor: Promise<SessionActor | null> | null = null;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  readonly view = (): SessionView => this.#view;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  };

  readonly send = (event: SessionEvent): void => {
    if (this.#actor === null && event.type === 'open') this.#open(event.opening);
    else if (this.#actor !== null || event.type !== 'pause') void this.#pass(event);
  };

  #show(view: SessionView): void {
    this.#view = view;
    this.#listeners.forEach((listener) => {
      listener();
    });
  }

  #open(opening: Opening): void {
    this.#show(LOADING);
    const opened = opening();
    this.#opened = opened;
    opened.then(
      (outcome) => {
        // What crashed is the machine's to mend; it hears of it from the store.
        if (this.#opened === opened && this.#actor === null) {
          this.#show({ ...LOADING, ready: outcome !== 'refused' && outcome !== 'crashed' });
        }
      },
      () => void this.#pass({ type: 'crashed' }),
    );
  }

  async #pass(event: SessionEvent): Promise<void> {
    this.#actor ??= import('./session-actor.ts').then(
      ({ startSessionActor }) =>
        startSessionActor(
          this.#workbench,
          () => this.#opened,
          (view) => {
            this.#show(view);
          },
        ),
      () => null, // it could not be loaded, which the page says
    );
    const actor = await this.#actor;
    if (actor === null) this.#actor = null;
    else actor.send(event);
  }
}
