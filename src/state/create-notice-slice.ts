import type { StoreAccess } from './run-driver.ts';
import type { NoticeActions } from './workbench-state.ts';

export function createNoticeActions(store: StoreAccess): NoticeActions {
  let lastId = 0;
  return {
    notify: (notice) => {
      lastId += 1;
      // The same sentence twice would only push the rest of the page away.
      const others = store.get().notices.filter(({ text }) => text !== notice.text);
      store.set({ notices: [...others, { ...notice, id: lastId }] });
      return lastId;
    },
    dismiss: (id) => {
      store.set({ notices: store.get().notices.filter((notice) => notice.id !== id) });
    },
  };
}
