/** The one page object: the workbench as a person meets it, by roles, names and keys. */
import axe from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Site } from './site.ts';

export interface OpenOptions {
  /** What comes after the # of the address. */
  readonly fragment?: string;
  /** `?embed` and its like. */
  readonly query?: string;
  readonly theme?: 'dark' | 'light';
  readonly width?: number;
  readonly height?: number;
  readonly forcedColors?: 'active' | 'none';
  /** Is there a finger? */
  readonly touch?: boolean;
  /** What is different about the browser, before the page is there. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** The page's own hook for tests, seen from here. */
interface TestHook {
  whenIdle(): Promise<void>;
  digest(): string;
  violates(): boolean;
  paintSamples?(): number[];
  crash(): Promise<void>;
}

type HookedWindow = typeof globalThis & { __sptescope?: TestHook };

export class Workbench {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page and its console, and requests to anywhere but the site. */
  readonly troubles: string[] = [];
  readonly #site: Site;

  private constructor(site: Site, context: BrowserContext, page: Page) {
    this.#site = site;
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url)) this.troubles.push(`asked for ${request.url()}`);
    });
  }

  static async open(browser: Browser, site: Site, options: OpenOptions = {}): Promise<Workbench> {
    const {
      fragment = '',
      query = '',
      theme = 'dark',
      width = 1440,
      height = 900,
      forcedColors = 'none',
    } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      forcedColors,
      reducedMotion: 'reduce',
      hasTouch: options.touch ?? false,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await options.prepare?.(context);
    const workbench = new Workbench(site, context, await context.newPage());
    await workbench.goTo(fragment, query);
    return workbench;
  }

  /** The same browser's next tab: the same storage. */
  async openTab(): Promise<Workbench> {
    const tab = new Workbench(this.#site, this.context, await this.context.newPage());
    await tab.goTo('');
    return tab;
  }

  async goTo(fragment: string, query = ''): Promise<void> {
    await this.page.goto(this.#site.url + query + (fragment === '' ? '' : `#${fragment}`));
    await this.idle();
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  async idle(): Promise<void> {
    // Not `evaluate` of a promise: the browser may collect one that only the test waits for.
    await this.page.waitForFunction(async () => {
      const hook = (globalThis as HookedWindow).__sptescope;
      await hook?.whenIdle();
      return hook !== undefined;
    });
  }

  async press(key: string, times = 1): Promise<void> {
    for (let n = 0; n < times; n++) {
      await this.page.keyboard.press(key);
      await this.idle();
    }
  }

  /** The same, as a reader does it: what is done a while after a step, such as the address, is after its paint. */
  async pressAndPaint(key: string, times = 1): Promise<void> {
    for (let n = 0; n < times; n++) {
      await this.page.keyboard.press(key);
      // Who waits for a frame and then for a task is past the painting of that frame.
      await this.page.evaluate(
        () => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))),
      );
      await this.idle();
    }
  }

  async digest(): Promise<string> {
    return this.page.evaluate(() => (globalThis as HookedWindow).__sptescope?.digest() ?? '');
  }

  async paintSamples(): Promise<number[]> {
    return this.page.evaluate(
      () => (globalThis as HookedWindow).__sptescope?.paintSamples?.() ?? [],
    );
  }

  /** What times the paints comes when the page has settled. */
  async timesPaints(): Promise<void> {
    await this.page.waitForFunction(
      () => (globalThis as HookedWindow).__sptescope?.paintSamples !== undefined,
    );
  }

  async crashEngine(): Promise<void> {
    await this.page.evaluate(() => (globalThis as HookedWindow).__sptescope?.crash());
  }

  async fragment(): Promise<string> {
    return this.page.evaluate(() => location.hash.slice(1));
  }

  get violation(): Locator {
    return this.page.getByRole('region', { name: /^Violation of/ });
  }

  get verdicts(): Locator {
    return this.page.getByRole('region', { name: 'Verdicts' });
  }

  /** What all interleavings come to. */
  get everything(): Locator {
    return this.page.getByRole('region', { name: 'Every interleaving' });
  }

  get explorePanel(): Locator {
    return this.page.getByRole('region', { name: 'All interleavings' });
  }

  get story(): Locator {
    return this.page.getByRole('region', { name: 'Story' });
  }

  get notices(): Locator {
    return this.page.getByRole('region', { name: 'Notices' });
  }

  /** The row of a gfn in the table of leafs. */
  leaf(gfn: string): Locator {
    return this.page.getByRole('row', { name: new RegExp(`^${gfn} `) });
  }

  column(name: RegExp): Locator {
    return this.page.getByRole('group', { name: 'Kernel' }).getByRole('button', { name });
  }

  /** Steps by the story's moments until a violation is shown. */
  async playToViolation(): Promise<void> {
    for (let moment = 0; moment < 50 && !(await this.#violates()); moment++) {
      await this.press('n');
    }
    await this.violation.waitFor();
  }

  async #violates(): Promise<boolean> {
    return this.page.evaluate(() => (globalThis as HookedWindow).__sptescope?.violates() ?? false);
  }

  /** What axe finds wrong, a line each. */
  async axeViolations(): Promise<string[]> {
    const isThere = await this.page.evaluate(() => 'axe' in globalThis);
    if (!isThere) await this.page.evaluate(axe.source);
    const results = await this.page.evaluate(async () => {
      const { axe: engine } = globalThis as unknown as { axe: typeof axe };
      return engine.run(document, { resultTypes: ['violations'] });
    });
    return results.violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`),
    );
  }

  /** Is there anything to the right of the window? */
  async overflowsSideways(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  }
}
