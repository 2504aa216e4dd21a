/**
 * Every view there is, and how a keyboard gets to it: what is held of all views (axe, the order of focus,
 * contrast) goes through this table; six kernels beside each other are in access.e2e.ts. Its types are the
 * page's own names of dialogs and views, so that a new one without a line here does not compile.
 */
import type { DialogName, ViewName } from '../src/state/workbench-state.ts';
import type { Fixture } from './fixtures.ts';
import { focusByTab } from './focus-walk.ts';
import type { OpenOptions, Workbench } from './workbench.ts';

export interface View {
  readonly name: string;
  /** Of those that people are in for long: also looked at where there is little room. */
  readonly isMain: boolean;
  readonly open: (site: Fixture, options?: OpenOptions) => Promise<Workbench>;
}

type GetThere = (bench: Workbench) => Promise<void>;

const byKey =
  (key: string): GetThere =>
  async ({ page }) => {
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
  };

/** Tab until the button has the focus, then Enter; and so on, to the dialog that is called so. */
const byButtons =
  (title: string, ...names: readonly RegExp[]): GetThere =>
  async ({ page }) => {
    for (const name of names) {
      // What the one before opens may come late: until then Tab would go through the page.
      await page.getByRole('button', { name }).waitFor();
      await focusByTab(page, name);
      await page.keyboard.press('Enter');
    }
    await page.getByRole('dialog', { name: title }).waitFor();
  };

export const DIALOGS: Readonly<Record<DialogName, GetThere>> = {
  keys: byKey('?'),
  decoder: byKey('d'),
  export: byKey('x'),
  palette: byKey('/'),
  runs: byKey('b'),
  'run-until': byKey('u'),
  share: byButtons('Share exactly this', /^Share$/),
  about: byButtons('About the model', /^Keys and marks$/, /^About the model$/),
  'own-scenario': byButtons(
    'Open a scenario of your own',
    /^Scenario: /,
    /^Open a scenario of your own/,
  ),
};

const PLACES: Readonly<Record<ViewName, GetThere>> = {
  compare: async ({ page }) => {
    await page.keyboard.press('v');
    await page.getByRole('slider', { name: 'Moment of both runs' }).waitFor();
  },
  trace: async ({ page }) => {
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'See the page tables of a real guest' }).waitFor();
  },
  present: async ({ page }) => {
    await page.keyboard.press('f');
    await page.getByRole('group', { name: 'Region on screen' }).waitFor();
  },
};

/** Compares at the violation, and shows that part of what is beneath. */
const comparePart =
  (part: RegExp): GetThere =>
  async (bench) => {
    await bench.playToViolation();
    await PLACES.compare(bench);
    await focusByTab(bench.page, part);
    await bench.page.keyboard.press('Enter');
  };

const nothing: GetThere = () => Promise.resolve();

const MAIN = ['workbench at a violation', 'explore', 'compare', 'trace that is read'];

function view(name: string, getThere: GetThere, fixed: OpenOptions = {}): View {
  return {
    name,
    isMain: MAIN.includes(name),
    open: async (site, options = {}) => {
      const bench = await site.open({ ...options, ...fixed });
      await getThere(bench);
      return bench;
    },
  };
}

/** Loads and reads the first of the traces that come with the page. */
const readSample: GetThere = async (bench) => {
  await PLACES.trace(bench);
  await focusByTab(bench.page, /^Two vCPUs race/);
  await bench.page.keyboard.press('Enter');
  await bench.page.getByText('The trace is read').waitFor({ state: 'attached' });
};

export const VIEWS: readonly View[] = [
  view('workbench at a violation', async (bench) => {
    await bench.playToViolation();
    await focusByTab(bench.page, /^plain store$/);
    await bench.page.getByRole('tooltip').waitFor();
  }),
  view('explore', async (bench) => {
    await bench.press('e');
    await bench.explorePanel.waitFor();
  }),
  ...Object.entries(PLACES).map(([name, getThere]) => view(name, getThere)),
  view('reading mode', async (bench) => {
    await bench.playToViolation();
    await bench.page.keyboard.press('w');
    await bench.page.getByRole('region', { name: 'Moments and steps' }).waitFor();
  }),
  view('compare, SPTE of both', comparePart(/^SPTE of both/)),
  view('compare, counters of both', comparePart(/^Counters of both/)),
  view('trace that is read', readSample),
  view('embed, read', nothing, { query: '?embed' }),
  view('embed, step', nothing, { query: '?embed=step' }),
  view('gallery', async ({ page }) => page.locator('[data-done=true]').waitFor(), {
    query: '?gallery=zap-drops-dirty-assist,aging-drops-dirty',
  }),
  ...Object.entries(DIALOGS).map(([name, getThere]) => view(`dialog ${name}`, getThere)),
];
