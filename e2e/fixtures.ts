/** One browser and one server for the tests of a file. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { serveSite, type Site } from './site.ts';
import { Workbench, type OpenOptions } from './workbench.ts';

export interface Fixture {
  open(options?: OpenOptions): Promise<Workbench>;
}

export function useSite(): Fixture {
  let browser: Browser | undefined;
  let site: Site | undefined;
  beforeAll(async () => {
    site = await serveSite();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return {
    open: (options) => {
      if (browser === undefined || site === undefined) throw new Error('the site is not up yet');
      return Workbench.open(browser, site, options);
    },
  };
}
