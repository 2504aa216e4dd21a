import { describe, expect, test } from 'vitest';
import {
  answer,
  cacheName,
  dropOldCaches,
  fileFor,
  hasOlder,
  markActive,
  type Precache,
} from './precache.ts';

const SCOPE = 'https://example.org/some/base/';
const get = (url: string, mode = 'cors') => fileFor({ method: 'GET', mode, url }, SCOPE);

describe('which file answers a request', () => {
  test.each([
    [`${SCOPE}assets/a-1.js`, 'cors', `${SCOPE}assets/a-1.js`],
    [`${SCOPE}icon.svg?v=2`, 'no-cors', `${SCOPE}icon.svg`],
    [SCOPE, 'navigate', `${SCOPE}index.html`],
    [`${SCOPE}?embed=step`, 'navigate', `${SCOPE}index.html`],
    [`${SCOPE}index.html`, 'navigate', `${SCOPE}index.html`],
    [`${SCOPE}icon.svg`, 'navigate', `${SCOPE}icon.svg`],
    ['https://example.org/other/', 'navigate', null],
    ['https://elsewhere.invalid/', 'cors', null],
  ])('%s (%s)', (url, mode, file) => {
    expect(get(url, mode)).toBe(file);
  });

  test('what is no GET is nobody else’s affair', () => {
    expect(fileFor({ method: 'POST', mode: 'cors', url: SCOPE }, SCOPE)).toBeNull();
  });
});

/** As much of a CacheStorage as is used here, over what was put in. */
function fakeCaches(content: Readonly<Record<string, readonly string[]>>) {
  const kept = new Map(Object.entries(content).map(([name, files]) => [name, new Set(files)]));
  const find = (name: string, file: string) =>
    kept.get(name)?.has(file) === true ? new Response(name) : undefined;
  const caches = {
    keys: () => Promise.resolve([...kept.keys()]),
    delete: (name: string) => Promise.resolve(kept.delete(name)),
    open: (name: string) =>
      Promise.resolve({
        match: (file: string) => Promise.resolve(find(name, file)),
        keys: () => Promise.resolve([...(kept.get(name) ?? [])].map((url) => ({ url }))),
        put: (url: URL) => Promise.resolve(kept.get(name)?.add(url.href)),
      }),
    match: (file: string) =>
      Promise.resolve([...kept.keys()].map((name) => find(name, file)).find(Boolean)),
  } as unknown as CacheStorage;
  return { caches, names: () => [...kept.keys()] };
}

const versionOf = (version: string): Precache => ({ version, files: [], scope: SCOPE });
const NEW = versionOf('new');
const nameOf = (version: string) => cacheName(versionOf(version));
const fetchIt = () => Promise.resolve(new Response('network'));

describe('answers', () => {
  const { caches } = fakeCaches({
    [nameOf('old')]: ['page', 'old part'],
    [nameOf('new')]: ['page', 'new part'],
  });
  const from = async (file: string) => (await answer(caches, NEW, { file, fetchIt })).text();

  test('the version’s own file first, then that of the one before, then the host', async () => {
    expect(await from('page')).toBe(nameOf('new'));
    expect(await from('old part')).toBe(nameOf('old'));
    expect(await from('something else')).toBe('network');
  });

  test('storage that is refused is as if there were none', async () => {
    const broken = { open: () => Promise.reject(new Error('refused')) } as unknown as CacheStorage;
    const response = await answer(broken, NEW, { file: 'page', fetchIt });
    expect(await response.text()).toBe('network');
  });
});

describe('versions', () => {
  const elsewhere = cacheName({ ...NEW, scope: 'https://example.org/next/' });

  test('the last that was in use is kept, others go, and what is not ours stays', async () => {
    const { caches, names } = fakeCaches({
      'of another site': [],
      [elsewhere]: [],
      [nameOf('oldest')]: [],
      [nameOf('old')]: [],
      [nameOf('fetched, never taken')]: [],
      [nameOf('new')]: [],
    });
    await markActive(caches, versionOf('oldest'));
    await markActive(caches, versionOf('old'));
    expect(await hasOlder(caches, NEW)).toBe(true);
    await dropOldCaches(caches, NEW);
    expect(names()).toEqual(['of another site', elsewhere, nameOf('old'), nameOf('new')]);
  });

  test('the first one has none before it, not even one that was half fetched', async () => {
    const { caches, names } = fakeCaches({ [nameOf('half fetched')]: [], [nameOf('new')]: [] });
    await markActive(caches, NEW);
    expect(await hasOlder(caches, NEW)).toBe(false);
    await dropOldCaches(caches, NEW);
    expect(names()).toEqual([nameOf('new')]);
  });
});
