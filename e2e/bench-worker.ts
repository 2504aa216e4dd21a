/**
 * What the browser's worker takes for all interleavings of what is shipped, and how fast it searches beside
 * Node, on the same large scenario: run by hand with `npm run bench:worker`. Where the machine is busy, wall
 * time is mostly waiting; so CPU time of the browser's processes is taken, too.
 */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { loadScenarioText, scenarioIds } from '../src/catalogue/node.ts';
import { Machine } from '../src/engine/machine.ts';
import { SEARCH_BOUNDS, Search } from '../src/explorer/search.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { launchBrowser } from './browser.ts';
import { LARGE_SCENARIO } from './large-scenario.ts';
import { serveSite, type Site } from './site.ts';

/** As many as the page searches at once. */
const BOUNDS = { statesMax: 2_000_000, depthMax: 100_000, bytesMax: 1e9 };

interface Explored {
  readonly states: number;
  /** Wall time until there was a run to a violation to look at; null if there is none. */
  readonly firstMs: number | null;
  /** Wall time until everything was known, or states were no longer searched. */
  readonly allMs: number;
  /** Wall time from cancelling to the answer; null if nothing was cancelled. */
  readonly cancelMs: number | null;
}

type Source =
  | { readonly kind: 'shipped'; readonly id: string }
  | { readonly kind: 'text'; readonly text: string };

async function workerUrl(site: Site): Promise<string> {
  const files = await readdir(resolve(import.meta.dirname, '../dist/assets'));
  const file = files.find((name) => /^worker-.*\.js$/.test(name));
  if (file === undefined) throw new Error('the site is not built');
  return `${site.url}assets/${file}`;
}

interface Asked {
  readonly url: string;
  readonly source: Source;
  readonly column: string;
  readonly bounds: typeof BOUNDS;
  /** Cancels in the middle of the search; or when that is over, and nothing was made of it yet. */
  readonly cancels: 'never' | 'search' | 'judge';
}

/** In the page: a worker of its own is asked for a column. */
function exploreInPage(page: Page, asked: Asked): Promise<Explored> {
  return page.evaluate(async ({ url, source, column, bounds, cancels }) => {
    interface Told {
      readonly id: number;
      readonly reply?: {
        readonly states?: number;
        readonly properties?: readonly { readonly shortest: unknown }[];
      };
      readonly progress?: {
        readonly found?: unknown;
        readonly phase: string;
        readonly states: number;
      };
    }
    const worker = new Worker(url, { type: 'module' });
    const ask = (id: number, request: unknown, onProgress?: (told: Told) => void): Promise<Told> =>
      new Promise((answered) => {
        const listen = ({ data }: MessageEvent<Told>): void => {
          if (data.id !== id) return;
          if (data.reply === undefined) {
            onProgress?.(data);
            return;
          }
          worker.removeEventListener('message', listen);
          answered(data);
        };
        worker.addEventListener('message', listen);
        worker.postMessage({ v: 1, id, request });
      });
    await ask(1, { type: 'open', source });
    const begun = performance.now();
    const times: { first?: number; cancelled?: number; states?: number } = {};
    const { reply } = await ask(2, { type: 'explore', column, bounds }, ({ progress }) => {
      const now = performance.now();
      if (progress?.found !== undefined && progress.found !== null) times.first ??= now - begun;
      if (progress?.phase !== cancels || times.cancelled !== undefined) return;
      if (cancels === 'search' && progress.states < bounds.statesMax / 2) return;
      times.states = progress.states;
      times.cancelled = now;
      worker.postMessage({ v: 1, id: 2, cancel: true });
    });
    const ended = performance.now();
    worker.terminate();
    const isViolated = reply?.properties?.some(({ shortest }) => shortest !== null) === true;
    return {
      states: times.states ?? reply?.states ?? 0,
      firstMs: times.first ?? (isViolated ? ended - begun : null),
      allMs: (times.cancelled ?? ended) - begun,
      cancelMs: times.cancelled === undefined ? null : ended - times.cancelled,
    };
  }, asked);
}

/** CPU seconds of all processes that draw or run pages. */
async function rendererSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}

function report(name: string, values: readonly number[]): void {
  const [usual, most] = [p95(values).toFixed(0), Math.max(...values).toFixed(0)];
  console.log(`  ${name}: p95 ${usual} ms, at most ${most} ms (${values.length})`);
}

async function measureCatalogue(page: Page, session: CDPSession, url: string): Promise<void> {
  const explored: Explored[] = [];
  const cpuMs: number[] = [];
  for (const id of scenarioIds()) {
    const text = await loadScenarioText(id);
    const scenario = text.ok ? parseScenario(text.value) : text;
    if (!scenario.ok) throw new Error(`${id} cannot be read`);
    const source = { kind: 'shipped', id } as const;
    for (const { info } of scenario.value.columns) {
      const before = await rendererSeconds(session);
      const asked = { url, source, column: info.id, bounds: BOUNDS, cancels: 'never' } as const;
      explored.push(await exploreInPage(page, asked));
      cpuMs.push(((await rendererSeconds(session)) - before) * 1000);
    }
  }
  report(
    'first witness of a column, wall',
    explored.flatMap(({ firstMs }) => firstMs ?? []),
  );
  report(
    'whole exploration of a column, wall',
    explored.map(({ allMs }) => allMs),
  );
  report('whole exploration of a column and starting a worker for it, CPU', cpuMs);
}

async function workerRate(page: Page, session: CDPSession, url: string): Promise<number> {
  const before = await rendererSeconds(session);
  const source = { kind: 'text', text: LARGE_SCENARIO } as const;
  const asked = { url, source, column: 'plain', bounds: BOUNDS, cancels: 'judge' } as const;
  const { states, cancelMs } = await exploreInPage(page, asked);
  const seconds = (await rendererSeconds(session)) - before;
  console.log(`  cancelled when searched: answered after ${cancelMs?.toFixed(0) ?? 'no'} ms`);
  return states / seconds;
}

/** Until the search is put down: what it has found is judged after that. */
async function measureCancel(page: Page, url: string): Promise<void> {
  const source = { kind: 'text', text: LARGE_SCENARIO } as const;
  const asked = { url, source, column: 'plain', bounds: BOUNDS, cancels: 'search' } as const;
  const explored: Explored[] = [];
  for (let round = 0; round < 5; round++) explored.push(await exploreInPage(page, asked));
  report(
    `cancelled in the middle of a search, after ${Math.min(...explored.map(({ states }) => states))} states or more, wall`,
    explored.flatMap(({ cancelMs }) => cancelMs ?? []),
  );
}

function nodeRate(): number {
  const scenario = parseScenario(LARGE_SCENARIO);
  const config = scenario.ok ? scenario.value.columns[0]?.config : undefined;
  if (config === undefined) throw new Error('the large scenario is wrong');
  const before = process.cpuUsage();
  const search = new Search(new Machine(config), { ...SEARCH_BOUNDS, statesMax: BOUNDS.statesMax });
  while (!search.advance(1_000_000));
  const { user, system } = process.cpuUsage(before);
  return search.states / ((user + system) / 1e6);
}

const site = await serveSite();
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.goto(`${site.url}index.html`);
  // What compiles this file names functions by a helper, which the page has not.
  await page.evaluate('globalThis.__name = (named) => named');
  const session = await browser.newBrowserCDPSession();
  const url = await workerUrl(site);
  console.log(`${browser.version()} and Node ${process.version}`);
  await measureCatalogue(page, session, url);
  await measureCancel(page, url);
  console.log(
    `  ${BOUNDS.statesMax} states of the scaling scenario, per CPU second, worker and Node:`,
  );
  for (let round = 0; round < 3; round++) {
    const [here, there] = [nodeRate(), await workerRate(page, session, url)];
    const [node, worker] = [here, there].map((rate) => `${(rate / 1e6).toFixed(2)} M/s`);
    console.log(`  ${worker} and ${node}: ${(there / here).toFixed(2)}`);
  }
} finally {
  await browser.close();
  await site.close();
}
