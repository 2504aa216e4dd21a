/** The story: played to the violation, switched to the patched kernel, by keys alone. */
import { expect, test } from 'vitest';
import { ENGINE_ANSWERS, type EngineDialect } from '../src/client/engine-client.ts';
import { InProcessClient } from '../src/client/testing/in-process-client.ts';
import { loadScenarioText } from '../src/catalogue/node.ts';
import { parseSchedule } from '../src/engine/schedule-text.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { Session } from '../src/session/session.ts';
import { useSite } from './fixtures.ts';

const site = useSite();

test('keys alone play the story to the violation, and show none on the patched kernel', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  expect(await bench.violation.innerText()).toContain('Dirty bit lost');
  expect(await bench.violation.innerText()).toMatch(/in memory[\s\S]*snapshot[\s\S]*written/);
  expect(await bench.leaf('0x205').innerText()).toContain('D lost');
  const before = await bench.fragment();

  await bench.press('c');
  expect(await bench.violation.count()).toBe(0);
  expect(await bench.column(/^After/).getAttribute('aria-pressed')).toBe('true');
  expect(await bench.verdicts.innerText()).toMatch(/Before the patch:\s*P8 violated at step \d+/);
  expect(await bench.verdicts.innerText()).toMatch(
    /After the patch:\s*no violation on this schedule/,
  );
  // The same schedule, the same position: only the column and what it leads to differ.
  const after = await bench.fragment();
  const runOf = (fragment: string): string | undefined => /run=[^&]*&at=\d+/.exec(fragment)?.[0];
  expect(runOf(after)).toBe(runOf(before));
  await bench.press('n');
  expect(await bench.leaf('0x205').getByRole('img', { name: /dirty/i }).count()).toBe(1);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('digits let actors move, arrows go back and forth, and a finished actor does not move', async () => {
  const bench = await site.open();
  const start = await bench.digest();
  await bench.press('1', 3);
  const third = await bench.digest();
  await bench.press('ArrowLeft');
  expect(await bench.digest()).not.toBe(third);
  await bench.press('ArrowRight');
  expect(await bench.digest()).toBe(third);
  await bench.press('Home');
  expect(await bench.digest()).toBe(start);
  await bench.press('End');
  expect(await bench.digest()).toBe(third);
  await bench.press('1', 20);
  const finished = await bench.digest();
  await bench.press('1');
  expect(await bench.digest()).toBe(finished);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the space bar plays the story until the violation, where it pauses by itself', async () => {
  const bench = await site.open();
  await bench.page.getByRole('group', { name: 'Run' }).getByRole('combobox').selectOption('faster');
  await bench.page.keyboard.press(' ');
  await bench.violation.waitFor();
  const stopped = await bench.digest();
  await bench.press('ArrowLeft');
  await bench.press('ArrowRight');
  expect(await bench.digest()).toBe(stopped);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('choosing otherwise in the middle keeps the old run in the tree of runs', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const violated = await bench.digest();
  // The zapper moves where the story lets vCPU 0 set Dirty.
  await bench.press('ArrowLeft', 3);
  await bench.press('3');
  expect(await bench.digest()).not.toBe(violated);
  await bench.page.getByRole('button', { name: /^run:/i }).click();
  const runs = bench.page.getByRole('tree', { name: 'Runs' }).getByRole('treeitem');
  await runs.first().waitFor();
  expect(await runs.allInnerTexts()).toHaveLength(2);
  await runs.first().press('ArrowUp');
  await bench.press('Enter');
  await bench.press('Home');
  await bench.playToViolation();
  expect(await bench.digest()).toBe(violated);
  await bench.close();
});

test('[HASH-2] the worker in the browser and the engine in Node give the same digests', async () => {
  const bench = await site.open();
  const session = new Session({
    version: 'test',
    loadScenario: async (id) => {
      const text = await loadScenarioText(id);
      return text.ok ? parseScenario(text.value) : text;
    },
    parseScenario: (text) => Promise.resolve(parseScenario(text)),
  });
  const client = new InProcessClient<EngineDialect>(() => session, ENGINE_ANSWERS);
  for (const id of [
    'zap-drops-dirty-assist',
    'zap-drops-dirty-fast-page-fault',
    'aging-drops-dirty',
  ]) {
    const opened = await client.request<'open'>({ type: 'open', source: { kind: 'shipped', id } });
    if (opened.type !== 'opened') throw new Error(`${id} does not open`);
    for (const { id: column } of opened.scenario.columns) {
      await bench.goTo(`v1/${id}/${column}`);
      await bench.press('s');
      await bench.press('End');
      const run = /run=([^&]*)/.exec(await bench.fragment())?.[1] ?? '';
      const schedule = parseSchedule(run, opened.actors);
      if (!schedule.ok) throw new Error(`the page wrote a schedule that cannot be read: ${run}`);
      const ran = await client.request<'run'>({
        type: 'run',
        column,
        schedule: schedule.value,
        recordsFrom: 0,
      });
      if (ran.type !== 'ran') throw new Error(`${id} ${column} does not run`);
      expect(schedule.value).toEqual(opened.script);
      expect(await bench.digest()).toBe(ran.digest);
    }
  }
  await bench.close();
});

test('the words of the moment on screen are told when asked for', async () => {
  const bench = await site.open({ theme: 'light' });
  await bench.press('n');
  await bench.story.getByText('What the words mean').click();
  const meaning = bench.story.getByText(/^where a CPU keeps translations/);
  await meaning.waitFor();
  expect(await bench.story.getByText('translation lookaside buffer').isVisible()).toBe(true);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.press('n');
  await meaning.waitFor({ state: 'detached' });
  await bench.close();
});

test('a store that is lost is marked so in its row, which is in view on a low screen with the tree', async () => {
  const bench = await site.open({
    fragment: 'v1/get-order-pml/spte-first',
    width: 1280,
    height: 720,
  });
  await bench.press('End');
  const row = bench.leaf('0x205');
  await row.getByText('LOST').waitFor();
  const tree = bench.page.getByRole('region', { name: 'Page tables' });
  for (const shown of [row, tree, bench.violation]) {
    const box = await shown.boundingBox();
    expect(box).not.toBeNull();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(500);
    expect(box?.y ?? 0).toBeGreaterThan(100);
  }
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('each step is told in plain words, too, from what it did', async () => {
  const bench = await site.open();
  await bench.press('2');
  await bench.page
    .getByText('vCPU 1 loads from gfn 0x201: TLB miss, so the CPU walks the page tables.')
    .waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
