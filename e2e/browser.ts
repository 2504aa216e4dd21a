import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import bundledChromium from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/**
 * A Chromium that needs nothing installed by hand: the npm package carries it compressed, together
 * with the few system libraries and the font that a bare machine may lack. `SPTESCOPE_CHROMIUM=<path>`
 * takes another browser instead.
 */

const CACHE_FOLDER = resolve(import.meta.dirname, '../node_modules/.cache/chromium');

const FLAGS = [
  '--no-sandbox', // continuous integration runs as root, where the sandbox refuses to start
  '--no-zygote',
  '--disable-dev-shm-usage', // containers have a tiny /dev/shm
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-pings',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

interface LaunchOptions {
  /** More of them, for one test file. */
  readonly flags?: readonly string[];
  /** No font but the one that comes with the browser: texts break alike on every machine. */
  readonly bundledFont?: boolean;
}

export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { bundledFont = false, flags = [] } = options;
  const args = [...FLAGS, ...flags];
  const given = process.env['SPTESCOPE_CHROMIUM'];
  if (given !== undefined && given !== '') {
    if (!bundledFont) return chromium.launch({ executablePath: given, args });
    const FONTCONFIG_FILE = join(await unpackChromium(), 'fonts.conf');
    return chromium.launch({
      executablePath: given,
      args,
      env: { ...ownEnvironment(), FONTCONFIG_FILE },
    });
  }
  const folder = await unpackChromium();
  const executablePath = join(folder, 'chromium');
  const env = environmentFor(folder);
  if (bundledFont) env['FONTCONFIG_FILE'] = join(folder, 'fonts.conf');
  return chromium.launch({ executablePath, args, env });
}

/** Unpacks once per version; into a private folder first, so that a half-unpacked one is never seen. */
async function unpackChromium(): Promise<string> {
  const folder = join(CACHE_FOLDER, await bundledVersion());
  if (existsSync(folder)) return folder;
  await mkdir(CACHE_FOLDER, { recursive: true });
  const unpacking = await mkdtemp(join(CACHE_FOLDER, 'unpacking-'));
  await withEnvironment(
    // The package unpacks to the temporary folder, and adds its libraries only where it believes
    // to be at home.
    { TMPDIR: unpacking, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    () => bundledChromium.executablePath(),
  );
  await writeFile(join(unpacking, 'fonts.conf'), fontsConf(join(folder, 'fonts')));
  try {
    await rename(unpacking, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else: another process was faster
    await rm(unpacking, { recursive: true });
  }
  return folder;
}

async function bundledVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const packageFile = resolve(dirname(entry), '../../package.json');
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  return version;
}

async function withEnvironment<T>(
  changes: Readonly<Record<string, string>>,
  action: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, changes);
  try {
    return await action();
  } finally {
    for (const name of Object.keys(changes)) {
      const value = before[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

function ownEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** The machine's own libraries and fonts where it has them, the bundled ones where it does not. */
function environmentFor(folder: string): Record<string, string> {
  const environment = ownEnvironment();
  const starts = spawnSync(join(folder, 'chromium'), ['--version']).status === 0;
  if (!starts) environment['LD_LIBRARY_PATH'] = join(folder, 'al2023', 'lib');
  if (!existsSync('/etc/fonts/fonts.conf'))
    environment['FONTCONFIG_FILE'] = join(folder, 'fonts.conf');
  return environment;
}

function fontsConf(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${fonts}/cache</cachedir></fontconfig>
`;
}
