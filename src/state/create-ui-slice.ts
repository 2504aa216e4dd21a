import { CURRENT_LINK_VERSION } from '../link/link.ts';
import type { LinkSync } from './link-sync.ts';
import type { PageStorage } from './page-storage.ts';
import type { StoreAccess } from './run-driver.ts';
import type { Theme, UiActions, UiSlice } from './workbench-state.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function readTheme(storage: PageStorage): Theme {
  const stored = storage.read('theme');
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

interface UiDeps {
  readonly storage: PageStorage;
  readonly link: LinkSync;
}

export function createUiActions(store: StoreAccess, { storage, link }: UiDeps): UiActions {
  /** What the browser's back button takes back. */
  const turnTo = (view: Pick<UiSlice, 'view' | 'viewLink'>): void => {
    link.flush();
    store.set(view);
    link.push();
  };
  return {
    setTheme: (theme) => {
      store.set({ theme });
      storage.write('theme', theme);
    },
    showDialog: (dialog) => {
      store.set({ dialog, decoderLink: null });
    },
    closeDialog: (dialog) => {
      if (store.get().dialog === dialog) store.set({ dialog: null, decoderLink: null });
    },
    showDecoder: (decoderLink) => {
      store.set({ dialog: 'decoder', decoderLink });
    },
    showView: (view, viewLink = `v${CURRENT_LINK_VERSION}/${view}`) => turnTo({ view, viewLink }),
    setViewLink: (viewLink) => {
      if (store.get().view !== null) store.set({ viewLink });
    },
    closeView: () => {
      if (store.get().view !== null) turnTo({ view: null, viewLink: null });
    },
    toggleReading: () => {
      const reading = !store.get().reading;
      store.set({ reading });
      storage.write('reading', reading);
    },
    setShown: (shown) => store.set({ shown }),
    toggleExplorePanel: () => {
      store.set({ explorePanel: !store.get().explorePanel });
    },
    toggleHints: () => {
      store.set({ hintsOn: !store.get().hintsOn });
    },
  };
}
