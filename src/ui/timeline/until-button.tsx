import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { useKeyLabel } from '../keys/key-names.ts';

/** Leads to letting one actor go on by itself. */
export function UntilButton() {
  const opened = useWorkbenchState((state) => state.opened !== null);
  const actions = useActions();
  const withKey = useKeyLabel();
  return (
    <Button
      look="quiet"
      disabled={!opened}
      title={withKey('Run one actor until …', 'run-until')}
      aria-haspopup="dialog"
      onClick={() => actions.showDialog('run-until')}
    >
      run until …
    </Button>
  );
}
