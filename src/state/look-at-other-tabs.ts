/** What other tabs have kept, named and deleted meanwhile; loaded when there may be something. */
import type { Workbench } from './create-workbench.ts';
import { withoutDeleted } from './deleted-runs.ts';

export async function lookAtOtherTabs({ store, remembered }: Workbench): Promise<void> {
  await store.getState().actions.changeRuns((branches) => {
    const { opened } = store.getState();
    if (opened === null) return branches;
    return remembered.recall(opened, withoutDeleted(remembered, opened, branches));
  });
}

export function followOtherTabs(workbench: Workbench): void {
  const look = (): void => void workbench.during(lookAtOtherTabs(workbench));
  look();
  window.addEventListener('storage', look);
}
