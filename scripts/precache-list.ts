import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

/** Under a name that stays: it is what browsers look for changes in. */
export const SERVICE_WORKER = 'sw.js';
/** Pictures of the README: no part of the page. */
const NOT_OF_THE_PAGE = /^readme-/;

/** Tells the service worker which files the site has, and gives their contents a version. */
export function precacheList(): Plugin {
  let folder = '';
  let isWritten = false;
  return {
    name: 'sptescope:precache-list',
    apply: 'build',
    configResolved: ({ build, root }) => {
      folder = resolve(root, build.outDir);
    },
    writeBundle: () => {
      isWritten = true;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      // It is called after a build that has failed, too: why has to be said then, not what is missing.
      handler: () => {
        if (isWritten) writeList(folder);
      },
    },
  };
}

function writeList(folder: string): void {
  const files = filesOf(folder);
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
  const precache = { version: hash.digest('hex').slice(0, 16), files };
  const worker = join(folder, SERVICE_WORKER);
  const code = readFileSync(worker, 'utf8');
  if (!code.includes('__PRECACHE__'))
    throw new Error(`${SERVICE_WORKER} has no place for its list`);
  writeFileSync(
    worker,
    code.replace('__PRECACHE__', () => JSON.stringify(precache)),
  );
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name).slice(folder.length + 1))
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => file !== SERVICE_WORKER && !NOT_OF_THE_PAGE.test(file))
    .sort();
}
