/**
 * `?gallery` shows every region of every story; `?gallery=some-id,another-id` of these. The workbench is
 * below it, at the size of the window: that is what is drawn.
 */
import { createRoot } from 'react-dom/client';
import { loadScenarioSummaries } from '../../catalogue/listing.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import { Gallery } from './gallery.tsx';

/** `wanted`: ids with commas between, or nothing for all. */
export async function showGallery(workbench: Workbench, wanted: string): Promise<void> {
  const chosen = wanted.split(',').filter((id) => id !== '');
  const all = (await loadScenarioSummaries()).map(({ id }) => id);
  const scenarios = chosen.length === 0 ? all : all.filter((id) => chosen.includes(id));
  await workbench.whenIdle();
  const place = document.createElement('div');
  document.body.append(place);
  document.getElementById('root')?.setAttribute('inert', '');
  // Not in strict mode: that would begin the tour twice.
  createRoot(place).render(<Gallery workbench={workbench} scenarios={scenarios} />);
}
