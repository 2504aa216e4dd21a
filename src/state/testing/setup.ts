/** A workbench over the toy engine, with an address bar and a storage that tests can look into. */
import { ENGINE_ANSWERS, type EngineDialect } from '../../client/engine-client.ts';
import { InProcessClient } from '../../client/testing/in-process-client.ts';
import { textDeflater } from '../../client/text-deflater.ts';
import { createWorkbench, type Workbench } from '../create-workbench.ts';
import type { LinkPlace } from '../link-sync.ts';
import { pageStorage } from '../page-storage.ts';
import {
  storyOf,
  type OpenTarget,
  type RunActions,
  type WorkbenchState,
} from '../workbench-state.ts';
import { FakeSession } from './fake-session.ts';

export class FakePlace implements LinkPlace {
  /** The history, oldest first; the last one is in the address bar. */
  readonly entries: string[] = [''];

  read(): string {
    return this.entries.at(-1) ?? '';
  }

  write(fragment: string, how: 'push' | 'replace'): void {
    if (how === 'replace') this.entries.pop();
    this.entries.push(fragment);
  }
}

export class FakeStorage {
  readonly items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

export interface Setup {
  readonly workbench: Workbench;
  readonly sessions: FakeSession[];
  readonly place: FakePlace;
  readonly items: FakeStorage;
  readonly state: () => WorkbenchState;
  readonly actions: RunActions & WorkbenchState['actions'];
}

export function setupWorkbench(items = new FakeStorage()): Setup {
  const sessions: FakeSession[] = [];
  const client = new InProcessClient<EngineDialect>(() => {
    const session = new FakeSession();
    sessions.push(session);
    return session;
  }, ENGINE_ANSWERS);
  const place = new FakePlace();
  const storage = pageStorage(() => items);
  const workbench = createWorkbench({ client, place, storage, deflater: textDeflater });
  const state = workbench.store.getState;
  return { workbench, sessions, place, items, state, actions: state().actions };
}

export const TOY: OpenTarget = storyOf({ kind: 'shipped', id: 'toy' });

export async function openToy(items?: FakeStorage): Promise<Setup> {
  const setup = setupWorkbench(items);
  await setup.actions.open(TOY);
  await setup.workbench.whenIdle();
  return setup;
}
