/** What keys and buttons do, in one place, so that both do the same. */
import type { StoreApi } from 'zustand/vanilla';
import type { Theme, WorkbenchState } from '../../state/workbench-state.ts';
import { linkAddress } from '../shell/link-address.ts';
import type { SessionPort } from '../shell/session-context.ts';

export interface CommandContext {
  readonly store: StoreApi<WorkbenchState>;
  readonly session: SessionPort;
}

/** Whoever steps by hand takes over from the playback. */
export function byHand({ store, session }: CommandContext): WorkbenchState['actions'] {
  session.send({ type: 'pause' });
  return store.getState().actions;
}

const NEXT_THEME: Readonly<Record<Theme, Theme>> = {
  system: 'dark',
  dark: 'light',
  light: 'system',
};

export function nextTheme(theme: Theme): Theme {
  return NEXT_THEME[theme];
}

export async function copyLink({ store }: CommandContext): Promise<void> {
  const { actions } = store.getState();
  try {
    await navigator.clipboard.writeText(linkAddress(store.getState()));
    actions.notify({ tone: 'info', text: 'The link is in the clipboard.', issues: [] });
  } catch {
    actions.showDialog('share'); // the browser refuses: there it can be copied by hand
  }
}
