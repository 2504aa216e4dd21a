import { expect, test } from 'vitest';
import { zapRunAt } from '../spte/testing/zap-run.ts';
import { lanesInWords } from './run-lanes.ts';

const { actors, layout, records, view } = zapRunAt(0);

test('what the drawing has no room for stands below it in words, in lines that fit a mail', () => {
  const lines = lanesInWords({
    scenario: 'zap',
    column: 'before',
    schedule: '',
    actors,
    memory: view.map.memory,
    layout,
    records,
    told: records.map(({ n }) => `does what the ${n}th step does ${'at length '.repeat(9)}`.trim()),
    violations: [],
    digest: '',
  });
  const [drawing, legend] = [lines.slice(0, lines.indexOf('')), lines.slice(lines.indexOf('') + 1)];
  expect(drawing.join('\n')).toMatch(/^ +vcpu0 .*zap/);
  expect(legend[0]).toBe('Three digits are the last ones of the SPTE that was touched: old>new.');
  expect(legend.join('\n')).toContain('   7 zap does what the 7th step does at length');
  for (const line of lines) expect(line.length).toBeLessThan(80);
  const numbers = (of: readonly string[]): string[] =>
    of.flatMap((line) => /^ *(\d+) /.exec(line)?.[1] ?? []);
  expect(numbers(drawing).length).toBeGreaterThan(6);
  expect(numbers(legend)).toEqual(numbers(drawing));
});
