/** Takes the README's picture from the built site: the first story at the step that destroys the bit. */
import { resolve } from 'node:path';
import { launchBrowser } from './browser.ts';
import { serveSite } from './site.ts';
import { Workbench } from './workbench.ts';

const TARGET = resolve(import.meta.dirname, '../public/workbench.png');

const site = await serveSite();
const browser = await launchBrowser();
const workbench = await Workbench.open(browser, site, { theme: 'dark', width: 1440, height: 900 });
await workbench.playToViolation();
await workbench.page.getByText('every interleaving:').waitFor();
await workbench.page.screenshot({ path: TARGET });
await browser.close();
await site.close();
console.log(`wrote ${TARGET}`);
