/** What the page has need of once it has settled: nothing that a first visit shows waits for it. */
import type { Workbench } from '../state/create-workbench.ts';
import { followOtherTabs } from '../state/look-at-other-tabs.ts';
import { printOnPaper } from '../ui/print/print-on-paper.tsx';
import { offerNewVersion } from './offer-new-version.ts';

export async function settle(workbench: Workbench): Promise<void> {
  printOnPaper(workbench);
  followOtherTabs(workbench);
  if (import.meta.env.PROD) await offerNewVersion(workbench);
}
