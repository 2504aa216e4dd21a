/** One actor by itself, by keys alone: its steps become part of the run. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';

const site = useSite();

test('an actor runs until it touches a gfn, until it waits, until it is done; back takes single steps back', async () => {
  const bench = await site.open();
  await bench.press('r');
  await bench.press('u');
  const dialog = bench.page.getByRole('dialog', { name: /Run one actor/ });
  await dialog.waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  const acts = (actor: string) => dialog.getByRole('group', { name: `Run ${actor}` });
  await acts('zapper').getByRole('button', { name: 'until it touches 0x205' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await bench.idle();
  expect(await bench.notices.innerText()).toMatch(
    /\d+ steps: zapper has touched the SPTE of gfn 0x205\./,
  );
  const at = Number(/at=(\d+)/.exec(await bench.fragment())?.[1]);
  expect(at).toBeGreaterThan(3);
  await bench.press('ArrowLeft');
  expect(await bench.fragment()).toContain(`at=${at - 1}`);
  await bench.press('ArrowRight');

  await bench.press('/');
  await bench.page.getByRole('combobox', { name: 'What to do' }).waitFor();
  await bench.page.keyboard.type('run vcpu 0 until waits');
  await bench.press('Enter');
  await bench.page.getByText('vCPU 0 has finished').first().waitFor();
  const done = await bench.digest();
  const fragment = await bench.fragment();
  expect(fragment).toMatch(/run=zap:\d+\.vcpu0:\d+/);
  const other = await site.open({ fragment });
  expect(await other.digest()).toBe(done);
  await other.close();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
