import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, run } from './testing/run-in-test.ts';

const folder = makeFolder();
afterAll(() => {
  rmSync(folder.path, { recursive: true });
});

const golden = new URL('../trace/__golden__/', import.meta.url).pathname;
const B1 = join(golden, 'linux-6.1-npt.b1_dirty_log');
const B1_TRACE = join(B1, 'trace.txt.gz');
const LINE = '   kt-244     [000] ...1.     4.660636: ';
const CHANGE = 'kvm_tdp_mmu_spte_changed: as id 0 gfn 0 level 4 old_spte 0 new_spte 105e25827';

function fileWithBytes(name: string, bytes: Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return path;
}

describe('trace --at', () => {
  it('prints the tables as the dump of memory has them', async () => {
    const { code, err, out } = await run(['trace', B1_TRACE, '--at', 'KT end 6']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const dump = gunzipSync(readFileSync(join(B1, 'dump_006.txt.gz'))).toString();
    const entries = (text: string): string[] => text.split('\n').filter((line) => /^L/.test(line));
    expect(entries(out)).toEqual(entries(dump));
    expect(out).toMatch(/^# page tables after event 413 \(line 425, 22\.255732\): .* KT end 6\n/);
  });

  it('takes a marker as whole words: KT end 6 is not KT end 60', async () => {
    const text = ['KT end 60', 'xKT end 6', 'KT end 6', 'KT end 6'];
    const path = folder.fileWith(
      'm.txt',
      text.map((t) => `${LINE}tracing_mark_write: ${t}\n`).join(''),
    );
    const { out } = await run(['trace', path, '--at', 'KT end 6', '--json']);
    expect(JSON.parse(out)).toMatchObject({ event: 3, line: 3, message: 'KT end 6' });
  });

  it('takes an event by its number', async () => {
    const { out } = await run(['trace', B1_TRACE, '--at', '12', '--json']);
    const moment = JSON.parse(out) as { event: number; line: number; entries: unknown[] };
    expect([moment.event, moment.line]).toEqual([12, 24]);
    expect(moment.entries).toEqual([{ level: 4, gfn: '0', spte: '106dc7827', kind: 'table' }]);
  });

  it('tells of the roots that are alive beside the one printed', async () => {
    const smm = join(golden, 'linux-6.12-npt.s1_smm/trace.txt.gz');
    const { out } = await run(['trace', smm, '--at', 'KT end 9']);
    const others = /^# also alive, with --root (\d): address space 1, valid, (\d+) entries$/m;
    const [, number = '', count] = others.exec(out)!;
    const other = await run(['trace', smm, '--at', 'KT end 9', '--root', number]);
    expect(other.out.split('\n').filter((line) => line.startsWith('L'))).toHaveLength(
      Number(count),
    );
    const bad = await run(['trace', smm, '--at', 'KT end 9', '--root', '7']);
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('There is no root 7.')]);
  });

  it.each([
    ['9999', 'There is no event 9999. Events are numbered from 1 to 905'],
    ['KT end 600', 'No trace_marker line contains "KT end 600" as whole words.'],
  ])('refuses %s', async (at, sentence) => {
    const { code, err } = await run(['trace', B1_TRACE, '--at', at]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});

describe('trace', () => {
  it('sums up, in the promised shape', async () => {
    const { code, err, out } = await run(['trace', B1_TRACE, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const summary = JSON.parse(out) as Record<string, unknown>;
    expect(summary).toMatchObject({
      lines: 917,
      events: 905,
      unknown: { events: 0, kinds: [] },
      layout: { id: 'v5.19/npt-48', rootLevel: 4 },
      vcpus: [{ vcpu: 0, faults: 185, fast: 80, spurious: 0 }],
      conformance: { changes: 418, legal: 418, unknown: 0, illegal: 0, findings: 0 },
    });
    expect(summary['dirtyLogging']).toMatchObject([
      { bit: 'W', changes: 96, gfnFirst: '1000', gfnLast: '105f' },
      { bit: 'W', changes: 17 },
      { bit: 'W', changes: 7 },
    ]);
  });

  it('lists an unknown kind of event with its lines', async () => {
    const path = folder.fileWith('u.txt', `${LINE}${CHANGE}\n${LINE}kvm_made_up: a=1\n`);
    const { code, err, out } = await run(['trace', path]);
    expect(code).toBe(0);
    expect(out).toContain('unknown event kvm_made_up: 1, lines 2\n');
    expect(err).toBe('');
    expect((await run(['trace', path, '--at', '1'])).err).toContain(
      '1 events are of unknown kinds',
    );
  });

  it('tells the life of a gfn', async () => {
    const { out } = await run(['trace', B1_TRACE, '--gfn', '0x1004']);
    expect(out).toMatch(/^gfn 1004: 20 moments\n/);
    expect(out).toContain('L1 10376ce65 -> 10376ce67  fast page fault: WP > WD');
  });

  it('names the known defect, its commit and its scenario', async () => {
    const race = join(golden, 'part.f1_race/trace.txt.gz');
    const { code, out } = await run(['trace', race, '--findings']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^line 917, .*: gfn 1089 level 1, 10729de67 -> 10729de27 WD > WC: defect cc7ed3358e41: /,
    );
    expect(out).toContain('See second-fault-clears-dirty, mirror-two-faults');
  });

  it('ends with 1 when a change is illegal', async () => {
    const text = gunzipSync(readFileSync(B1_TRACE)).toString();
    const path = folder.fileWith(
      'bad.txt',
      text.replace('new_spte 10376ce65', 'new_spte 20376ce65'),
    );
    const { code, out } = await run(['trace', path, '--findings']);
    expect(code).toBe(1);
    expect(out).toContain('illegal: pfn-changed');
  });

  it('takes the layout and the levels as they are said', async () => {
    const said = ['--layout', 'v6.12/npt-48', '--levels', '5'];
    const { out } = await run(['trace', B1_TRACE, ...said, '--json']);
    expect(JSON.parse(out)).toMatchObject({ layout: { id: 'v6.12/npt-48', rootLevel: 5 } });
  });
});

describe('what cannot be read', () => {
  const gz = readFileSync(B1_TRACE);

  it.each([
    ['an empty file', new Uint8Array(), 'The file is empty.'],
    [
      'a trace.dat',
      Uint8Array.from(Buffer.from('\x17\x08Dtracing6\0')),
      'trace-cmd report -i trace.dat > trace.txt',
    ],
    [
      'a perf.data',
      Uint8Array.from(Buffer.from('PERFILE2....')),
      'perf script -i perf.data > trace.txt',
    ],
    ['UTF-16', Uint8Array.from(Buffer.from('\ufeffkt-244', 'utf16le')), 'iconv -f UTF-16'],
    ['binary data', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), 'None of its'],
    [
      'other text',
      Uint8Array.from(Buffer.from('hello\nworld\n')),
      'line 1: "hello", line 2: "world"',
    ],
  ])('refuses %s, and says what to do', async (_what, bytes, sentence) => {
    const { code, err, out } = await run(['trace', fileWithBytes('x', bytes)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  it('reads what a damaged .gz still holds, and says so', async () => {
    const path = fileWithBytes('cut.gz', gz.subarray(0, gz.length / 2));
    const { code, out } = await run(['trace', path]);
    expect(code).toBe(0);
    expect(out).toMatch(/^[1-9]\d* events on /);
    expect(out).toContain('the compressed data end early or are damaged');
  });

  it('reads a .gz by its content, not by its name', async () => {
    const { out } = await run(['trace', fileWithBytes('named.txt', gz), '--json']);
    expect(JSON.parse(out)).toMatchObject({ events: 905 });
  });

  it('reads around garbage, and lists its lines', async () => {
    const path = folder.fileWith('g.txt', `${LINE}${CHANGE}\n\u0000\u0001?\n${LINE}${CHANGE}`);
    const { out } = await run(['trace', path]);
    expect(out).toContain('lines that are no event: 2\n  line 2: "\\u0000\\u0001?"\n  line 3: ');
    expect(out).toContain('the file ends without a line end: its last line may be cut off');
  });

  it.each([
    [['trace'], 'No trace is named.'],
    [['trace', 'no-such-file'], 'There is no file "no-such-file".'],
    [['trace', B1_TRACE, '--gfn', 'xyz'], '"xyz" is no gfn.'],
    [['trace', B1_TRACE, '--layout', 'v6.1/npt'], 'There is no layout "v6.1/npt".'],
    [['trace', B1_TRACE, '--levels', '3'], 'Page tables have 4 or 5 levels, not 3.'],
  ])('refuses %s', async (argv, sentence) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});

describe('trace --scenario', () => {
  const race = join(golden, 'part.f1_race/trace.txt.gz');

  it('prints what happened around the first finding of a gfn, as a file that explore takes', async () => {
    const { code, err, out } = await run(['trace', race, '--scenario', '--gfn', '1089']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const path = folder.fileWith('race.yaml', out);
    const explored = await run(['explore', path, '--json']);
    expect(JSON.parse(explored.out)).toMatchObject({
      columns: [{ column: 'traced' }, { column: 'with-cc7ed3358e41' }],
    });
  });

  it('takes events by number or marker, and says what is wrong with them', async () => {
    const from = ['trace', race, '--scenario', '--gfn', '1089', '--from', 'KT begin 4'];
    const { out } = await run([...from, '--to', '920', '--json']);
    expect(JSON.parse(out)).toMatchObject({ gfns: ['1089'], from: 7, to: 920, retraced: true });
    expect((await run([...from, '--to', 'no such marker'])).code).toBe(2);
    const none = await run(['trace', race, '--scenario']);
    expect(none.code).toBe(2);
    expect(none.err).toContain('a gfn, and none is named');
    const nothing = await run(['trace', race, '--scenario', '--gfn', '9999']);
    expect(nothing.err).toContain('Nothing that the window shows');
  });
});
