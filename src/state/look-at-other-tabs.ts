/** What other tabs have kept, named and deleted meanwhile; loaded when there may be something. */
import type { Workbench } from './create-workbench.ts';

export async function lookAtOtherTabs({ store, remembered }: Workbench): Promise<void> {
  await store.getState().actions.changeRuns((branches) => {
    const { opened } = store.getState();
    return opened === null ? branches : remembered.recall(opened, branches);
  });
}

export function followOtherTabs(workbench: Workbench): void {
  const look = (): void => void workbench.during(lookAtOtherTabs(workbench));
  look();
  window.addEventListener('storage', look);
}
