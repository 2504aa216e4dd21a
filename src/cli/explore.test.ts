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
  expect(out).toMatch(/the chance that two states were taken for one: \de-\d+/);
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

test('--spte counts how often an SPTE changes, and how; a bounded search says so far', async () => {
  const { columns } = await exploreJson('zap-drops-dirty-assist', '--spte', '205:1');
  for (const { spte } of columns) {
    const edges = spte?.changes.map(({ from, to }) => `${from} ${to}`) ?? [];
    expect(edges).toContain('WC WD');
    expect(spte?.changes.every(({ count }) => count > 0)).toBe(true);
  }
  const [before] = columns;
  const { out } = await run(['explore', 'zap-drops-dirty-assist', '--spte', '0x205']);
  const total = before?.spte?.changes.reduce((sum, { count }) => sum + count, 0);
  expect(out).toContain(`the SPTE of gfn 0x205 at level 1 changes in ${total} transitions in all`);
  expect(out).toMatch(/^ +\d+ +WC -> WD +the CPU sets Dirty for a store$/m);
  const few = await run(['explore', 'zap-drops-dirty-assist', '--spte', '205', '--states', '50']);
  expect(few.out).toMatch(/changes in \d+ transitions? so far/);
  expect((await exploreJson('zap-drops-dirty-assist')).columns[0]?.spte).toBeNull();
});

test('input that cannot be used is refused with what to mend', async () => {
  expect((await run(['explore'])).err).toContain('Nothing is named');
  for (const spte of ['page', '205:5', '']) {
    const { code, err } = await run(['explore', 'aging-drops-dirty', '--spte', spte]);
    expect([code, err]).toEqual([2, expect.stringContaining('Write a gfn in hexadecimal')]);
  }
  expect((await run(['explore', 'aging-drops-dirty', '--states', 'many'])).err).toContain(
    'no number of states',
  );
  const unknown = await run(['explore', 'aging-drops-dirty', '--column', 'befor']);
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('before');
});

test('the text draws the witness in lanes, with a link that replays to the violation', async () => {
  const { out } = await run(['explore', 'zap-drops-dirty-assist', '--column', 'before']);
  expect(out).toContain('witness of P8:');
  expect(out).toMatch(/^ +12 walk 977>b77 {2}\| {6}\|$/m);
  expect(out).toMatch(/^ +13 \| {13}\| {6}zap b77>000 {2}\*\* P8$/m);
  const [link = ''] = /#v1\/\S+/.exec(out) ?? [];
  const replay = await run(['replay', link]);
  expect(replay.out).toContain('P8 violated at step 13');
});

test('a scenario of any size is explored by its parameters; no link can name it', async () => {
  const { out, code } = await run(['explore', 'dirty-log-stress:pages=1,stores=1']);
  expect(code).toBe(0);
  // As many as its twin in Promela has.
  expect(out).toContain('1657 states, 2881 transitions');
  expect(out).not.toContain('#v1/');
  const bad = await run(['explore', 'dirty-log-stress:pages=99']);
  expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('pages=1..8')]);
});

test('formats: JSON as with --json, JUnit with a failure per verdict that differs, Markdown', async () => {
  const format = async (name: string, ...argv: string[]): Promise<string> =>
    (await run(['explore', 'aging-drops-dirty', '--format', name, ...argv])).out;
  const json = JSON.parse(await format('json', '--column', 'after')) as ExploreJson;
  expect(json.columns.map(({ column }) => column)).toEqual(['after']);
  const junit = await format('junit');
  expect(junit.match(/<testsuite /g)?.length).toBe(3);
  expect(junit).toContain('<testcase classname="aging-drops-dirty.before" name="P8"/>');
  expect(junit).not.toContain('<failure');
  const failing = await format('junit', '--column', 'before', '--states', '20');
  expect(failing).toContain('<failure message="expected sometimes, found unknown">');
  const markdown = await format('markdown', '--column', 'before');
  expect(markdown).toMatch(/^\| before \| P8 \| sometimes \| \d+ of \d+ \| `\S+` \|$/m);
  expect(markdown).toMatch(/```\n {5}vcpu0/);
  const unknown = await run(['explore', 'aging-drops-dirty', '--format', 'jsn']);
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('json')]);
});

test('--reduce searches fewer states, says so, and comes to the same verdicts', async () => {
  const { out, code } = await run(['explore', 'aging-drops-dirty', '--reduce']);
  expect(code).toBe(0);
  expect(out).toContain('every interleaving, reduced: 49 states');
  expect(out).toContain('expected: met');
});

test('each column has its outcomes in one sentence, and what became of those of the first', async () => {
  const { out } = await run(['explore', 'zap-drops-dirty-assist']);
  const { columns } = await exploreJson('zap-drops-dirty-assist');
  const [before, after] = columns;
  expect(before?.sentence).toMatch(
    /^Dirty bit lost in \d+ of \d+ outcomes \(13 steps, 2 switches\)$/,
  );
  expect(after?.sentence).toBe(`no violation; ${after?.outcomes?.length} outcomes`);
  expect([before?.comparison, after?.comparison]).toEqual([
    null,
    expect.stringMatching(/^\d outcomes? disappeared, (none|\d) new against before$/),
  ]);
  for (const text of [before?.sentence, after?.sentence, after?.comparison]) {
    expect(out).toContain(`\n  ${text}\n`);
  }
  const lost = before?.outcomes?.filter(({ violated }) => violated.includes('P8')) ?? [];
  expect(before?.sentence).toContain(`in ${lost.length} of ${before?.outcomes?.length} outcomes`);
});

test('a long sentence takes a line for each property', async () => {
  const { out } = await run([
    'explore',
    'clobber-then-enable-pml',
    '--column',
    'plain-conditional',
  ]);
  expect(out).toMatch(
    /^ {2}Dirty bit lost in \d+ of \d+ outcomes \([^)]*\);\n {2}Store lost by a migration in /m,
  );
});

test('columns searched side by side come to what they come to one after the other', async () => {
  const found = async (...argv: string[]): Promise<unknown> => {
    const { columns } = await exploreJson('aging-drops-dirty', ...argv);
    return columns.map((column) => ({ ...column, seconds: 0 }));
  };
  expect(await found('--workers', '2')).toEqual(await found());
  const { code, err } = await run(['explore', 'aging-drops-dirty', '--workers', 'all']);
  expect([code, err]).toEqual([2, expect.stringContaining('no number of workers')]);
});
