/** What the page has need of once it has settled: nothing that a first visit shows waits for it. */
import type { Workbench } from '../state/create-workbench.ts';
import { followOtherTabs } from '../state/look-at-other-tabs.ts';
import { printOnPaper } from '../ui/print/print-on-paper.tsx';
import { offerNewVersion } from './offer-new-version.ts';
import { measurePaint } from './paint-meter.ts';

export async function settle(workbench: Workbench): Promise<void> {
  if (window.__sptescope) window.__sptescope.paintSamples = measurePaint(workbench.store);
  printOnPaper(workbench);
  followOtherTabs(workbench);
  if (import.meta.env.PROD) await offerNewVersion(workbench);
}
