import type { Workbench } from '../state/create-workbench.ts';
import { keepOffline } from './keep-offline.ts';

/** A new version is said to be there, and waits until the reader wants it. */
export function offerNewVersion({ store, whenIdle }: Workbench): Promise<void> {
  return keepOffline(({ use }) => {
    store.getState().actions.notify({
      tone: 'info',
      text: 'A new version of sptescope is there. It comes when all of its pages have been closed, or now; your run stays.',
      issues: [],
      // Idle: the address says where the reader is, which is where the new version opens.
      action: { label: 'Use it now', run: () => void whenIdle().then(use) },
    });
  });
}
