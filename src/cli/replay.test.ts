import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, test } from 'vitest';
import type { MachineConfig } from '../engine/machine-config.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { SAMPLE_TEXT } from '../scenario/testing/sample-text.ts';
import { EngineCrash } from './engine-crash.ts';
import { runSchedule } from './replay-run.ts';
import { makeFolder, replayJson, run } from './testing/run-in-test.ts';

const folder = makeFolder();
afterAll(() => {
  rmSync(folder.path, { recursive: true });
});

describe('replay', () => {
  it('has the promised shape', async () => {
    const json = await replayJson('aging-drops-dirty');
    expect(Object.keys(json)).toEqual([
      'scenario',
      'column',
      'schedule',
      'steps',
      'violations',
      'digest',
    ]);
    expect(json).toMatchObject({
      scenario: 'aging-drops-dirty',
      column: 'before',
      schedule: 'ager:6.vcpu0:6.ager:3.vcpu0.ager:2',
      digest: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    expect(json.steps).toHaveLength(18);
    expect(Object.keys(json.steps[0]!)).toEqual([
      'n',
      'actor',
      'program',
      'step',
      'text',
      'changes',
      'judgement',
    ]);
    expect(json.steps[0]).toMatchObject({
      n: 1,
      actor: 'ager',
      program: 'age_gfn_range',
      step: 'lock',
    });
    expect(json.steps[0]!.changes).toContainEqual({ cell: 'mmu_lock[0].writer', old: 0, new: 2 });
    expect(json.violations).toEqual([
      {
        property: 'P8',
        step: 13,
        actor: 'ager',
        text: expect.stringContaining('gfn 0x205') as string,
      },
    ]);
  });

  it('prints the steps, the violation with its evidence, and what became of the page', async () => {
    const { code, out, err } = await run(['replay', 'aging-drops-dirty']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('scenario aging-drops-dirty, column before (Before the patch)\n');
    expect(out).toMatch(/^ 1 {2}ager {3}__kvm_handle_hva_range +\S/m);
    expect(out).toMatch(/^18 {2}ager {3}/m);
    expect(out).toContain('P8 violated at step 13 by ager: Dirty bit lost\n');
    expect(out).toContain(
      'illegal change of an SPTE at step 13 by ager: What may happen is: aging clears Accessed. But Dirty was cleared, too.\n',
    );
    expect(out).toContain(
      "lost bits: D, last set at step 11; the writer's snapshot is from step 6\n",
    );
    expect(out).toContain('  gfn 0x205  2 stores  pfn 0x9a05  dirty: no  mapped by the host\n');
    expect(out).toMatch(/\ndigest [0-9a-f]{16}\n$/);
  });

  it('runs in the column asked for', async () => {
    const { code, out } = await run(['replay', 'zap-drops-dirty-assist', '--column', 'after']);
    expect(code).toBe(0);
    expect(out).toContain('\nno property is violated\n');
    expect(out).toContain(
      '  gfn 0x205  1 store   pfn 0x9a05  dirty: yes  taken back by the host\n',
    );
    // The frames that pages would get after a zap are not shown before they are used.
    expect(out).not.toContain('pfn 0x9a09');
  });

  it('follows a schedule of its own, and expects nothing of it', async () => {
    const json = await replayJson('aging-drops-dirty', '--schedule', 'ager:8');
    expect(json).toMatchObject({ schedule: 'ager:8', violations: [{ property: 'P12', step: 7 }] });
    const { code } = await run(['replay', 'aging-drops-dirty', '--schedule', 'ager']);
    expect(code).toBe(0);
  });

  it('stops where a schedule cannot be followed, and ends with 2', async () => {
    const { code, out, err } = await run([
      'replay',
      'aging-drops-dirty',
      '--schedule',
      'ager.vcpu0:99',
    ]);
    expect(code).toBe(2);
    expect(out).toContain('schedule ager.vcpu0:7\n');
    expect(err).toBe(
      'The schedule cannot be followed beyond step 8: at step 9, vCPU 0 has finished. Change the schedule from there on.\n',
    );
  });

  it('shows the page that a fault has put in place of one taken back', async () => {
    const { out } = await run([
      'replay',
      'zap-drops-dirty-assist',
      '--schedule',
      'zap:18.vcpu0:46',
    ]);
    expect(out).toContain('  gfn 0x205  1 store   pfn 0x9a05  dirty: no  taken back by the host\n');
    expect(out).toContain('                       pfn 0x9a0d  dirty: no  mapped by the host\n');
  });
});

describe('what is expected of a story', () => {
  /** The sample, with a zapper that goes on to write. */
  const STORY = `${SAMPLE_TEXT}  - { run: zap, say: The zapper writes. }\n`;
  const BEFORE = `    expect: { P8: sometimes, P12: sometimes }
    shows: [P8]
`;

  const CASES = [
    { what: 'is met', code: 0, sentence: 'digest' },
    {
      what: 'is met: only what it shows counts',
      claims: BEFORE.replace('[P8]', '[]'),
      code: 0,
      sentence: 'digest',
    },
    {
      what: 'never',
      claims: '',
      code: 1,
      sentence: 'differs: P8 is violated, and is expected never to be.\n',
    },
    {
      what: 'shown, and is not',
      claims: BEFORE.replace('[P8]', '[P8, P12]'),
      code: 1,
      sentence: 'differs: P12 is not violated, and the story is to show it.\n',
    },
    {
      what: 'shown, when nothing is said of that',
      claims: BEFORE.replace('    shows: [P8]\n', ''),
      code: 1,
      sentence: 'differs: P12 is not violated, and the story is to show it.\n',
    },
    {
      what: 'shown, in another order',
      beat: 'run: [vcpu0 4]',
      code: 1,
      sentence: 'differs: P8 is not violated',
    },
  ];

  it.each(CASES)('$what', async ({ claims = BEFORE, beat = 'run: [vcpu0 5]', code, sentence }) => {
    const text = STORY.replace(BEFORE, claims).replace('run: [vcpu0 5, reader]', beat);
    const replayed = await run(['replay', folder.fileWith('own.yaml', text)]);
    expect(replayed.out).toContain(sentence);
    expect(replayed.code).toBe(code);
  });
});

test('an engine that crashes is reported with what brings it back', async () => {
  const parsed = parseScenario(SAMPLE_TEXT);
  if (!parsed.ok) throw new Error('the sample is sound');
  const [column] = parsed.value.columns;
  // No reader lets this pass: the engine must find it, and say so.
  const actors = [
    { kind: 'vcpu', id: 'vcpu0', title: 'vCPU 0', operations: [{ kind: 'nonsense', gfn: 0x205 }] },
  ] as unknown as MachineConfig['actors'];
  const broken = {
    ...parsed.value,
    columns: [{ ...column!, config: { ...column!.config, actors } }],
  };
  const crash: unknown = await runSchedule(broken, { column: 'before', schedule: [] }).catch(
    (error: unknown) => error,
  );
  expect(crash).toBeInstanceOf(EngineCrash);
  expect(crash).toMatchObject({
    message: expect.stringContaining('nonsense') as string,
    repro: expect.stringContaining('open sample') as string,
  });
});
