/** Parts of the page come late: when nothing has come for so long, it is as it will be. */
import type { Page } from 'playwright-core';

export async function settled(page: Page, quietMs = 200): Promise<void> {
  await page.evaluate(
    (ms) =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(resolve, ms);
        new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(resolve, ms);
        }).observe(document, { childList: true, subtree: true });
      }),
    quietMs,
  );
}
