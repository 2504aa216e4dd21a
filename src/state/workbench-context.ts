/** How components read the workbench. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { present } from '../base/assert.ts';
import type { Workbench } from './create-workbench.ts';
import type { Picture } from './picture-selector.ts';
import type { WorkbenchState } from './workbench-state.ts';

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  return present(use(WorkbenchContext), 'no workbench around this component');
}

/** `selector` must give the same value for the same state: a primitive, or a part of the state. */
export function useWorkbenchState<T>(selector: (state: WorkbenchState) => T): T {
  return useStore(useWorkbench().store, selector);
}

export function useActions(): WorkbenchState['actions'] {
  return useWorkbenchState((state) => state.actions);
}

/** The state of the selected column at the position. */
export function usePicture(): Picture | null {
  return useWorkbenchState(useWorkbench().selectPicture);
}
