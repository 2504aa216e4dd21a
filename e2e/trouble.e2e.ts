/** What goes wrong is said, and nothing of the user's is lost. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';

const site = useSite();

test('a crash of the engine: said, with a repro string; a restart returns to the same position', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  await bench.crashEngine();
  const alert = bench.page.getByRole('alert', { name: 'Crash' });
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(/asked to crash/);
  expect(await alert.innerText()).toContain('zap-drops-dirty-assist');
  const restart = alert.getByRole('button', { name: /restart|again|same/i }).first();
  if (await restart.isVisible()) await restart.click();
  await bench.idle();
  expect(await bench.digest()).toBe(digest);
  expect(await bench.fragment()).toBe(fragment);
  await bench.press('ArrowRight');
  expect(await bench.digest()).not.toBe(digest);
  await bench.close();
});

test('a scenario of one’s own with mistakes: each with its line and how to mend it', async () => {
  const bench = await site.open();
  const before = await bench.digest();
  await bench.page.getByRole('button', { name: /^Scenario:/ }).click();
  await bench.page.getByRole('button', { name: /scenario of your own/i }).click();
  const dialog = bench.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('version: 1\nid: mine\ntitel: Mine\n');
  await dialog.getByRole('button', { name: /open/i }).click();
  await bench.idle();
  const text = await dialog.innerText();
  expect(text).toMatch(/titel/);
  expect(text).toMatch(/title/);
  expect(text).toMatch(/3/);
  await bench.page.keyboard.press('Escape');
  expect(await bench.digest()).toBe(before);
  await bench.close();
});
