import { useWorkbenchState } from '../../state/workbench-context.ts';
import { Late } from './late.tsx';

const loadBanner = () => import('./crash-banner.tsx');

/** What the engine died of, until the reader has seen it. */
export function LastCrash() {
  const crash = useWorkbenchState(({ lastCrash }) => lastCrash);
  return crash === null ? null : <Late load={loadBanner} given={{ crash }} />;
}
