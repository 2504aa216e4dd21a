/**
 * Keeps the site for when there is no network. Written here: one fixed list of files is all it has to
 * keep, which is these few lines, where a toolkit for it brings hundreds of packages into the build and
 * ten times the code to every reader.
 *
 * A new version is fetched beside the old one and waits. It takes over when the reader says so, or when
 * no page of the old one is open any more; never by itself under an open page.
 */
import {
  answer,
  dropOldCaches,
  fileFor,
  fillCache,
  hasOlder,
  markActive,
  type FileList,
  type Precache,
} from './precache.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in when the site is built; see vite.config.ts. */
declare const __PRECACHE__: FileList;

const { scope } = self.registration;
const PRECACHE: Precache = { ...__PRECACHE__, scope };

self.addEventListener('install', (event) => {
  event.waitUntil(fillCache(self.caches, PRECACHE));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(start());
});

async function start(): Promise<void> {
  await markActive(self.caches, PRECACHE);
  // On a first visit the page is of this version: it can be looked after at once.
  if (!(await hasOlder(self.caches, PRECACHE))) await self.clients.claim();
  await dropOldCaches(self.caches, PRECACHE);
}

self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const file = fileFor(event.request, scope);
  if (file === null) return;
  const fetchIt = (): Promise<Response> => fetch(event.request);
  event.respondWith(answer(self.caches, PRECACHE, { file, fetchIt }));
});
