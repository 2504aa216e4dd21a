/** Loaded when it has to be said. */
import type { WorkbenchState } from './workbench-state.ts';

export function sayNotKept({ actions }: Pick<WorkbenchState, 'actions'>): void {
  actions.notify({
    tone: 'warn',
    text:
      'The browser does not keep your runs for the next visit: its storage is full or refused, or there ' +
      'are too many. All of them stay in this tab; a link keeps the one on screen.',
    issues: [],
  });
}
