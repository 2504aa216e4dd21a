import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

/**
 * The budget of a first visit: all JavaScript the page and its worker load before anything is asked
 * of them, compressed as a static host does. Chunks behind a dynamic import are not counted.
 */

const BUDGET_BYTES = 180_000;
const DIST_FOLDER = resolve(import.meta.dirname, '../dist');
const WORKER_ENTRY = /^worker-.*\.js$/;

function pageEntries(): string[] {
  const html = readFileSync(join(DIST_FOLDER, 'index.html'), 'utf8');
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => tag.startsWith('<script') || tag.includes('modulepreload'))
    .map((tag) => /(?:src|href)="([^"]+)"/.exec(tag)?.[1])
    .filter((address) => address !== undefined)
    .map((address) => resolve(DIST_FOLDER, address));
}

function workerEntries(): string[] {
  const assets = join(DIST_FOLDER, 'assets');
  return readdirSync(assets)
    .filter((name) => WORKER_ENTRY.test(name))
    .map((name) => join(assets, name));
}

function staticImports(file: string): string[] {
  return parseSync(file, readFileSync(file, 'utf8')).program.body.flatMap((statement) => {
    const from = 'source' in statement ? statement.source : null;
    return from ? [resolve(dirname(file), from.value)] : [];
  });
}

function withStaticImports(entries: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...staticImports(file));
  }
  return reached;
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1).padStart(7)} KiB`;
}

function report(side: string, entries: readonly string[]): number {
  if (entries.length === 0)
    throw new Error(`no entry chunk of the ${side} found in ${DIST_FOLDER}`);
  let total = 0;
  for (const file of [...withStaticImports(entries)].sort()) {
    const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
    total += bytes;
    console.log(`${kib(bytes)}  ${side.padEnd(6)}  ${relative(DIST_FOLDER, file)}`);
  }
  return total;
}

const workers = workerEntries();
if (workers.length > 1) {
  throw new Error(`expected one worker chunk, found ${workers.map((w) => basename(w)).join(', ')}`);
}
const total = report('page', pageEntries()) + report('worker', workers);
console.log(`${kib(total)}  of ${kib(BUDGET_BYTES).trim()} allowed, gzip`);
if (total > BUDGET_BYTES) {
  console.error('check:size: over budget; put what a first visit does not need behind import()');
  process.exitCode = 1;
}
