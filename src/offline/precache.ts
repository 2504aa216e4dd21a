/** The service worker's rules for the files of one build: told apart from the browser's events. */
export interface FileList {
  /** Of the contents of all files: another build is another version. */
  readonly version: string;
  /** Relative to where the service worker lies. */
  readonly files: readonly string[];
}

export interface Precache extends FileList {
  /** Where the site lies: a host may have others, and another copy of this one. */
  readonly scope: string;
}

const PAGE = 'index.html';

/**
 * A file that no build has, in the caches of versions that have been in use. The last of them stays when
 * a new one takes over: a page of it may be open in another tab, and asks for its late parts by names
 * that the host has no more. One that was fetched and never taken, or only half fetched, does not count.
 */
const ACTIVE_MARK = 'was-active';

const cachePrefix = ({ scope }: Precache): string => `sptescope ${scope} `;

export function cacheName(precache: Precache): string {
  return cachePrefix(precache) + precache.version;
}

/** Everything or nothing: half a version is none. */
export async function fillCache(caches: CacheStorage, precache: Precache): Promise<void> {
  const { files, scope } = precache;
  const cache = await caches.open(cacheName(precache));
  await cache.addAll(files.map((file) => new Request(new URL(file, scope), { cache: 'no-cache' })));
}

/** Notes that pages of this version may be open from now on. */
export async function markActive(caches: CacheStorage, precache: Precache): Promise<void> {
  const cache = await caches.open(cacheName(precache));
  await cache.put(new URL(ACTIVE_MARK, precache.scope), new Response());
}

/** Was there a version before? */
export async function hasOlder(caches: CacheStorage, precache: Precache): Promise<boolean> {
  return (await olderCaches(caches, precache)).some(({ active }) => active);
}

/** Names are kept in the order in which the caches were made. */
export async function dropOldCaches(caches: CacheStorage, precache: Precache): Promise<void> {
  const older = await olderCaches(caches, precache);
  const before = older.findLast(({ active }) => active);
  await Promise.all(
    older.filter((one) => one !== before).map(async ({ name }) => caches.delete(name)),
  );
}

async function olderCaches(caches: CacheStorage, precache: Precache) {
  const others = (await ownCaches(caches, precache)).filter((name) => name !== cacheName(precache));
  return Promise.all(
    others.map(async (name) => {
      const files = await (await caches.open(name)).keys();
      return { name, active: files.some(({ url }) => url.endsWith(`/${ACTIVE_MARK}`)) };
    }),
  );
}

async function ownCaches(caches: CacheStorage, precache: Precache): Promise<string[]> {
  const prefix = cachePrefix(precache);
  return (await caches.keys()).filter((name) => name.startsWith(prefix));
}

export interface Wanted {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/**
 * Where in the cache the answer to a request would be; null for what is not the site's own affair. The
 * page itself is the same whatever is asked of it behind the `?`.
 */
export function fileFor({ method, mode, url }: Wanted, scope: string): string | null {
  if (method !== 'GET' || !url.startsWith(scope)) return null;
  const { pathname } = new URL(url);
  const path = pathname.slice(new URL(scope).pathname.length);
  if (mode === 'navigate' && (path === '' || path === PAGE)) return new URL(PAGE, scope).href;
  return new URL(path, scope).href;
}

/** From this version, else from the one before, else from the host. */
export async function answer(
  caches: CacheStorage,
  precache: Precache,
  { file, fetchIt }: { readonly file: string; readonly fetchIt: () => Promise<Response> },
): Promise<Response> {
  try {
    const cache = await caches.open(cacheName(precache));
    const found = (await cache.match(file)) ?? (await caches.match(file));
    if (found !== undefined) return found;
  } catch {
    // The storage is gone or refused: as if there were no service worker.
  }
  return fetchIt();
}
