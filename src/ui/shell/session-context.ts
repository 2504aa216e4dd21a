/** How components read what the session is doing, and tell it what to do. */
import { createContext, use, useSyncExternalStore } from 'react';
import { present } from '../../base/assert.ts';
import type { SessionEvent, SessionView } from '../../machines/session-events.ts';

/** The session as the page has it, whether or not its machine is loaded. */
export interface SessionPort {
  readonly send: (event: SessionEvent) => void;
  readonly view: () => SessionView;
  /** Calls back when the view may have changed; returns how to stop that. */
  readonly subscribe: (onChange: () => void) => () => void;
}

export const SessionContext = createContext<SessionPort | null>(null);

export function useSession(): SessionPort {
  return present(use(SessionContext), 'no session around this component');
}

export function useSessionState<T extends string | boolean>(select: (view: SessionView) => T): T {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, () => select(session.view()));
}

export const selectPlaying = ({ playing }: SessionView): boolean => playing;
export const selectReady = ({ ready }: SessionView): boolean => ready;
export const selectSpeed = ({ speed }: SessionView) => speed;
