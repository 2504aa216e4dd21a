import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { useKeyLabel } from '../keys/key-names.ts';

/** Which run is on screen; leads to all of them. */
export function RunsButton() {
  const name = useWorkbenchState(({ branches: { list, current } }) => {
    return list.find(({ id }) => id === current)?.name ?? '';
  });
  const actions = useActions();
  const withKey = useKeyLabel();
  return (
    <Button
      look="quiet"
      title={withKey('The tree of runs', 'runs')}
      aria-haspopup="dialog"
      onClick={() => actions.showDialog('runs')}
    >
      run: {name}
    </Button>
  );
}
