/** The steps of a run as files and texts that can be read back. */
import { expect, test } from 'vitest';
import { dialogOf, openExport, save } from './export-files.ts';
import { useSite } from './fixtures.ts';

const site = useSite();

test('JSON, CSV, Markdown and lanes have the steps of the run, and the link', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const link = await bench.fragment();
  await openExport(bench);
  const json = JSON.parse((await save(bench, 'JSON')).content.toString('utf8')) as {
    steps: { n: number }[];
    violations: { property: string }[];
  };
  const csv = (await save(bench, 'CSV')).content.toString('utf8').split('\r\n');
  const markdown = await dialogOf(bench)
    .getByRole('textbox', { name: /Markdown/ })
    .inputValue();
  expect(json.steps.length).toBeGreaterThan(20);
  expect(json.violations[0]?.property).toBe('P8');
  expect(csv).toHaveLength(json.steps.length + 2);
  expect(markdown.match(/^\| +\d+ \|/gm)).toHaveLength(json.steps.length);
  expect(markdown).toContain(link);
  const lanes = await dialogOf(bench).getByRole('textbox', { name: /Lanes/ }).inputValue();
  expect(lanes).toMatch(/^ +vcpu0 +vcpu1 +zap/m);
  expect(lanes).toMatch(/^ +20 .* b77>000 +\*\* P8/m);
  expect(lanes).toContain(link);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});
