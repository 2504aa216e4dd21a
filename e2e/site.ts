import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';

/**
 * Serves the built site as a plain static host would, under a sub path: an address in the build that
 * assumes the root of a host is a 404 here.
 */

export const DIST_FOLDER = resolve(import.meta.dirname, '../dist');
const BASE_PATH = '/some/base/';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.yaml': 'text/yaml; charset=utf-8',
};

export interface Site {
  /** Address of the page, with a slash at the end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** `port` 0 is any that is free. */
export async function serveSite(folder: string = DIST_FOLDER, port = 0): Promise<Site> {
  const server = createServer((request, response) => {
    answer(folder, request.url ?? '/', response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${given}${BASE_PATH}`,
    close: () =>
      new Promise((closed, failed) => {
        server.close((error) => {
          if (error) failed(error);
          else closed();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(folder: string, target: string, response: ServerResponse): Promise<void> {
  const file = fileFor(folder, target);
  const found = file !== undefined && (await isFile(file));
  if (!found) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('not found\n');
    return;
  }
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  createReadStream(file).pipe(response);
}

function fileFor(folder: string, target: string): string | undefined {
  const { pathname } = new URL(target, 'http://site.invalid');
  if (!pathname.startsWith(BASE_PATH)) return undefined;
  const relative = decodeURIComponent(pathname.slice(BASE_PATH.length)) || 'index.html';
  const file = normalize(join(folder, relative));
  return file.startsWith(folder + sep) ? file : undefined;
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
