import { useWorkbenchState } from '../../state/workbench-context.ts';
import { Late } from './late.tsx';
import css from './workbench-view.module.css';

const loadNoEngine = () => import('./no-engine.tsx');
const NOTHING = {};

/** No scenario is on screen: not yet, or none will be. */
export function NothingOpen() {
  const down = useWorkbenchState(({ lastCrash }) => lastCrash !== null);
  if (down) return <Late load={loadNoEngine} given={NOTHING} />;
  return (
    <main>
      <p className={css['nothing']}>Opening …</p>
    </main>
  );
}
