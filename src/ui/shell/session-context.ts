/** How components read what the session is doing, and tell it what to do. */
import { useSelector } from '@xstate/react';
import { createContext, use } from 'react';
import type { ActorRefFrom, SnapshotFrom } from 'xstate';
import { present } from '../../base/assert.ts';
import type { sessionMachine } from '../../machines/session.machine.ts';

export type SessionActor = ActorRefFrom<typeof sessionMachine>;
type SessionSnapshot = SnapshotFrom<typeof sessionMachine>;

export const SessionContext = createContext<SessionActor | null>(null);

export function useSession(): SessionActor {
  return present(use(SessionContext), 'no session around this component');
}

export function useSessionState<T>(selector: (snapshot: SessionSnapshot) => T): T {
  return useSelector(useSession(), selector);
}

export const selectPlaying = (snapshot: SessionSnapshot): boolean =>
  snapshot.matches({ ready: 'playing' });
export const selectReady = (snapshot: SessionSnapshot): boolean => snapshot.matches('ready');
export const selectSpeed = (snapshot: SessionSnapshot) => snapshot.context.speed;
