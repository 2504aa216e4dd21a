import type { PageStorage } from './page-storage.ts';
import type { StoreAccess } from './run-driver.ts';
import type { Theme, UiActions } from './workbench-state.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function readTheme(storage: PageStorage): Theme {
  const stored = storage.read('theme');
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

export function createUiActions(store: StoreAccess, storage: PageStorage): UiActions {
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
    toggleExplorePanel: () => {
      store.set({ explorePanel: !store.get().explorePanel });
    },
    toggleHints: () => {
      store.set({ hintsOn: !store.get().hintsOn });
    },
  };
}
