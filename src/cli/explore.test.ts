import { expect, test } from 'vitest';
import type { ExploreJson } from './explore-report.ts';
import { run } from './testing/run-in-test.ts';

async function exploreJson(...argv: readonly string[]): Promise<ExploreJson> {
  const { out } = await run(['explore', ...argv, '--json']);
  return JSON.parse(out) as ExploreJson;
}

test('says how often a property is violated, with a witness that replays to the violation', async () => {
  const report = await exploreJson('zap-drops-dirty-assist');
  expect(report).toMatchObject({ scenario: 'zap-drops-dirty-assist', expected: 'met' });
  const [before, after] = report.columns;
  const p8 = before?.properties.find(({ property }) => property === 'P8');
  expect(p8).toMatchObject({ verdict: 'sometimes', expected: 'sometimes' });
  expect(p8?.violatingEnds).toBeLessThan(p8?.ends ?? 0);
  expect(after?.properties.every(({ verdict }) => verdict === 'never')).toBe(true);
  for (const witness of [p8?.shortest, p8?.fewestSwitches]) {
    const schedule = witness?.schedule ?? '';
    const replay = await run([
      'replay',
      'zap-drops-dirty-assist',
      '--column',
      'before',
      '--schedule',
      schedule,
    ]);
    expect(replay.out).toContain(`P8 violated at step ${witness?.steps}`);
  }
});

test('the text fits a mail: verdicts, ends, witness, and what was never violated', async () => {
  const { out, code } = await run(['explore', 'aging-drops-dirty', '--column', 'before']);
  expect(code).toBe(0);
  expect(out).toMatch(/every interleaving: \d+ states, \d+ transitions, depth \d+/);
  expect(out).toMatch(/P8 +sometimes +\d+ of \d+ ends/);
  expect(out).toMatch(/shortest: \d+ steps, \d+ switch(es)?: \S+/);
  expect(out).toMatch(/never: .*P10/);
  expect(out.split('\n').every((line) => line.length < 120)).toBe(true);
});

test('a bounded search says so, claims no never, and does not meet what is expected', async () => {
  const { out, code } = await run([
    'explore',
    'aging-drops-dirty',
    '--column',
    'after',
    '--states',
    '20',
  ]);
  expect(code).toBe(1);
  expect(out).toContain('bounded (states) at 20 states: so far');
  expect(out).not.toMatch(/^ {2}never:/m);
  expect(out).toMatch(/P8 +unknown +none found so far/);
});

test('input that cannot be used is refused with what to mend', async () => {
  expect((await run(['explore'])).err).toContain('Nothing is named');
  expect((await run(['explore', 'aging-drops-dirty', '--states', 'many'])).err).toContain(
    'no number of states',
  );
  const unknown = await run(['explore', 'aging-drops-dirty', '--column', 'befor']);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('before');
});
