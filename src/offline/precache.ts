/** The files of one build, and the service worker's rules for them: told apart from the browser's events. */
export interface Precache {
  /** Of the contents of all files: another build is another version. */
  readonly version: string;
  /** Relative to where the service worker lies. */
  readonly files: readonly string[];
}

const CACHE_PREFIX = 'sptescope ';
const PAGE = 'index.html';

/**
 * The version before stays: a page of it may be open in another tab, and asks for its late parts by
 * names that the host has no more.
 */
const VERSIONS_KEPT = 2;

export function cacheName({ version }: Precache): string {
  return CACHE_PREFIX + version;
}

/** Everything or nothing: half a version is none. */
export async function fillCache(caches: CacheStorage, precache: Precache, scope: string) {
  const cache = await caches.open(cacheName(precache));
  await cache.addAll(
    precache.files.map((file) => new Request(new URL(file, scope), { cache: 'no-cache' })),
  );
}

/** Was there a version before? */
export async function hasOlder(caches: CacheStorage, precache: Precache): Promise<boolean> {
  return (await ownCaches(caches)).some((name) => name !== cacheName(precache));
}

/** Names are kept in the order in which the caches were made. */
export async function dropOldCaches(caches: CacheStorage, precache: Precache): Promise<void> {
  const others = (await ownCaches(caches)).filter((name) => name !== cacheName(precache));
  const old = others.slice(0, Math.max(0, others.length - (VERSIONS_KEPT - 1)));
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function ownCaches(caches: CacheStorage): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX));
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
