/** The command line as scripts use it: what is printed where, and the exit code. */
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { InvariantViolation } from '../base/assert.ts';
import { sampleWith } from '../scenario/testing/sample-text.ts';
import { EngineCrash } from './engine-crash.ts';
import { makeFolder, run } from './testing/run-in-test.ts';
import type { Verb } from './verb.ts';

const folder = makeFolder();
afterAll(() => {
  rmSync(folder.path, { recursive: true });
});

describe('usage', () => {
  it.each([[], ['--help'], ['-h'], ['help']])('is printed for %j', async (...argv) => {
    const { code, out, err } = await run(argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: sptescope <verb> [arguments] [--json]');
    for (const verb of ['list', 'replay', 'vectors']) expect(out).toContain(`  ${verb}`);
  });

  it('of a verb lists its options', async () => {
    const { code, out } = await run(['replay', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: sptescope replay <link | scenario-id | file.yaml>');
    expect(out).toContain('--schedule  what to run');
    expect(out).toContain('--json      the result as JSON');
  });
});

describe('bad input ends with 2 and says what to mend', () => {
  it.each([
    [
      ['lst'],
      'There is no verb "lst". Did you mean "list"? Known here: list, explore, replay, vectors, trace.',
    ],
    [['list', '--frob'], "Unknown option '--frob'. Usage: sptescope list [--json]"],
    [['list', 'x'], 'There is one argument too many: x. Usage: sptescope list [--json]'],
    [
      ['replay'],
      'Nothing is named to be replayed. Name a shipped scenario (see list), a scenario file, or a link.',
    ],
    [['replay', 'aging-drop-dirty'], 'Did you mean "aging-drops-dirty"?'],
    [['replay', 'nowhere.yaml'], 'The file "nowhere.yaml" cannot be read.'],
    [
      ['replay', 'aging-drops-dirty', '--column', 'aftr'],
      'The scenario aging-drops-dirty has no column "aftr". Did you mean "after"? Known here: before, after, and.',
    ],
    [
      ['replay', 'aging-drops-dirty', '--schedule', 'zap:7'],
      '"zap:7" names no actor of this scenario; it has vcpu0, ager.',
    ],
    [['replay', 'aging-drops-dirty', '--column'], "Option '--column <value>' argument missing."],
    [['replay', '#v1/aging-drops-dirty?run=ager:2&c=zzzz'], 'its checksum does not match'],
    [['replay', 'https://example.org/#v9/x'], 'made by a newer sptescope'],
    [['replay', '#v1/no-such/after'], 'There is no scenario "no-such".'],
    [['vectors'], 'Nothing is named to be checked. Name a vector file, or a folder of them.'],
    [['vectors', 'nowhere'], 'There is no file or folder "nowhere".'],
  ])('%j', async (argv, sentence) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
    expect(err.endsWith('\n')).toBe(true);
  });

  it('a scenario file with a fault gives its place as compilers do', async () => {
    const path = folder.fileWith('bad.yaml', sampleWith('spte: WC', 'spte: WB'));
    const { code, err } = await run(['replay', path]);
    expect(code).toBe(2);
    expect(err).toContain(`${path}:22:25: mappings[0].spte: "WB" is no state of a leaf SPTE.`);
    const yaml = folder.fileWith('worse.yaml', 'a: "b');
    expect((await run(['replay', yaml])).err).toContain(`${yaml}:1:6: Missing closing`);
  });
});

describe('our own bugs', () => {
  const failing = (error: Error): readonly Verb[] => [
    {
      name: 'fail',
      usage: '',
      summary: '',
      options: {},
      positionals: 1,
      run: () => Promise.reject(error),
    },
  ];

  it('end with 70 and the command that brings them back', async () => {
    const { code, out, err } = await run(
      ['fail', 'some thing'],
      failing(new InvariantViolation('the TLB is full')),
    );
    expect({ code, out }).toEqual({ code: 70, out: '' });
    expect(err).toBe(
      'This is a bug of sptescope: the TLB is full\nIt came of: sptescope "fail" "some thing"\n',
    );
  });

  it('of the engine come with its own repro', async () => {
    const { code, err } = await run(
      ['fail'],
      failing(new EngineCrash('no step', 'run before zap:9')),
    );
    expect(code).toBe(70);
    expect(err).toContain('no step\nrun before zap:9\nIt came of');
  });

  it('other errors are not taken for one', async () => {
    await expect(run(['fail'], failing(new Error('disk full')))).rejects.toThrow('disk full');
  });
});
