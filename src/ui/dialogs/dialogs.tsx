import { useEffect, useState, type ComponentType } from 'react';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import type { DialogName } from '../../state/workbench-state.ts';

interface DialogModule {
  readonly default: ComponentType<{ readonly onClose: () => void }>;
}

/** A first visit needs none of them. */
const LOAD: Readonly<Record<DialogName, () => Promise<DialogModule>>> = {
  about: () => import('./about-dialog.tsx'),
  keys: () => import('./key-sheet.tsx'),
  share: () => import('./share-dialog.tsx'),
  decoder: () => import('../decoder/decoder-dialog.tsx'),
  export: () => import('../export/export-dialog.tsx'),
  'own-scenario': () => import('./own-scenario-dialog.tsx'),
};

interface Loaded {
  readonly name: DialogName;
  readonly Named: DialogModule['default'];
}

/** The dialog that is open, if any. Not React's lazy(): that one shows late, to show less often. */
export function Dialogs() {
  const name = useWorkbenchState(({ dialog }) => dialog);
  const actions = useActions();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    if (name === null) return undefined;
    let wanted = true;
    const show = (module: DialogModule): void => {
      if (wanted) setLoaded({ name, Named: module.default });
    };
    const excuse = (): void => {
      actions.showDialog(null);
      actions.notify({
        tone: 'warn',
        text: 'A part of the page could not be loaded: are you offline?',
        issues: [],
      });
    };
    LOAD[name]().then(show, excuse);
    return () => {
      wanted = false;
    };
  }, [name, actions]);
  if (name === null || loaded?.name !== name) return null;
  return <loaded.Named onClose={() => actions.showDialog(null)} />;
}
