/** The pictures of the README, as the page itself exports them: the first story where the bit is destroyed. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { launchBrowser } from './browser.ts';
import { serveSite } from './site.ts';
import { Workbench } from './workbench.ts';

export const README_FOLDER = resolve(import.meta.dirname, '../public');

/** File, which view it is of, and the button that makes it. */
const PICTURES = [
  ['readme-machine.svg', 'machine', 'SVG'],
  ['readme-timeline.svg', 'timeline', 'SVG'],
  ['readme-run.svg', 'machine', 'Animated SVG'],
] as const;

export interface ReadmePicture {
  readonly name: string;
  readonly svg: string;
}

export async function readmePictures(): Promise<readonly ReadmePicture[]> {
  const site = await serveSite();
  // Lines break where they break on every machine.
  const browser = await launchBrowser({ bundledFont: true });
  const bench = await Workbench.open(browser, site, { theme: 'dark', width: 1440, height: 900 });
  const { page } = bench;
  await bench.playToViolation();
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const pictures: ReadmePicture[] = [];
  for (const [name, view, button] of PICTURES) {
    await dialog.getByRole('combobox', { name: 'of' }).selectOption(view);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: button, exact: true }).click(),
    ]);
    // Links within it name the host it was made on.
    const svg = await readFile(await download.path(), 'utf8');
    pictures.push({ name, svg: svg.replaceAll(site.url, '') });
  }
  await browser.close();
  await site.close();
  return pictures;
}
