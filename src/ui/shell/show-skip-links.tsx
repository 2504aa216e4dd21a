import { createRoot } from 'react-dom/client';
import type { Workbench } from '../../state/create-workbench.ts';
import { WorkbenchContext } from '../../state/workbench-context.ts';
import { SkipLinks } from './skip-links.tsx';

/** Before everything else that is on the page, and not in its first load: nobody is past a bar at once. */
export function showSkipLinks(workbench: Workbench): void {
  const place = document.createElement('div');
  document.body.prepend(place);
  createRoot(place).render(
    <WorkbenchContext value={workbench}>
      <SkipLinks />
    </WorkbenchContext>,
  );
}
