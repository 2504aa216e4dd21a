import { useCallback } from 'react';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import type { DialogName } from '../../state/workbench-state.ts';
import { Late } from '../shell/late.tsx';
import type { LateModule } from '../shell/use-late.ts';

/** A first visit needs none of them. */
const LOAD: Readonly<
  Record<DialogName, () => Promise<LateModule<{ readonly onClose: () => void }>>>
> = {
  about: () => import('./about-dialog.tsx'),
  keys: () => import('./key-sheet.tsx'),
  share: () => import('./share-dialog.tsx'),
  decoder: () => import('../decoder/decoder-dialog.tsx'),
  export: () => import('../export/export-dialog.tsx'),
  palette: () => import('../palette/palette-dialog.tsx'),
  runs: () => import('../branches/runs-dialog.tsx'),
  'run-until': () => import('../timeline/run-until-dialog.tsx'),
  'own-scenario': () => import('./own-scenario-dialog.tsx'),
};

/** The dialog that is open, if any. */
export function Dialogs() {
  const name = useWorkbenchState(({ dialog }) => dialog);
  const actions = useActions();
  const onClose = useCallback(() => {
    if (name !== null) actions.closeDialog(name);
  }, [actions, name]);
  if (name === null) return null;
  return <Late key={name} load={LOAD[name]} given={{ onClose }} onFailure={onClose} />;
}
