/**
 * Takes the README's pictures from the built site, at the first story's step that destroys the bit: the
 * workbench as it is, and the run as the page itself exports it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { launchBrowser } from './browser.ts';
import { serveSite } from './site.ts';
import { Workbench } from './workbench.ts';

const folder = resolve(import.meta.dirname, '../public');
const WORKBENCH = resolve(folder, 'workbench.png');
const RUN = resolve(folder, 'workbench-run.svg');

const site = await serveSite();
const browser = await launchBrowser();
const workbench = await Workbench.open(browser, site, { theme: 'dark', width: 1440, height: 900 });
const { page } = workbench;
await workbench.playToViolation();
await page.getByText('every interleaving:').waitFor();
await page.screenshot({ path: WORKBENCH });
await page.keyboard.press('x');
const dialog = page.getByRole('dialog', { name: 'Export' });
const [download] = await Promise.all([
  page.waitForEvent('download'),
  dialog.getByRole('button', { name: 'Animated SVG' }).click(),
]);
// Links within it name the host it was made on.
const svg = await readFile(await download.path(), 'utf8');
await writeFile(RUN, svg.replaceAll(site.url, ''));
await browser.close();
await site.close();
console.log(`wrote ${WORKBENCH} and ${RUN}`);
