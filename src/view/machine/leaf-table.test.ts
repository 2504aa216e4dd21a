import { describe, expect, test } from 'vitest';
import type { Letter } from '../spte/letters.ts';
import { STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import { LEAF_ROWS_MAX, leafTable, type LeafRow, type LeafTable } from './leaf-table.ts';

const at = (position: number): LeafTable => {
  const table = leafTable(zapRunAt(position), { all: false });
  if (table === null) throw new Error('no table');
  return table;
};

const row = (table: LeafTable, gfn: number): LeafRow => {
  const found = table.rows.find((one) => one.gfn === gfn);
  if (found === undefined) throw new Error(`no row for gfn ${gfn}`);
  return found;
};

const text = (letters: readonly Letter[]): string =>
  letters.map(({ letter, set }) => (set ? letter : '·')).join('');

describe('the entries of the selected table', () => {
  test('how telling an entry is, is asked once for each, however many there are', () => {
    let asked = 0;
    const marked = new Set(['spte/1/0x999']);
    marked.has = () => {
      asked += 1;
      return false;
    };
    const all = leafTable(zapRunAt(0), { all: true })?.rows.length ?? 0;
    leafTable(zapRunAt(0), { all: false, marked });
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(all);
  });

  test('says which table, and a row per entry in use', () => {
    const table = at(0);
    expect([table.title, table.range, table.count]).toEqual([
      'PT 0x43',
      'gfn 0x200 – 0x3ff',
      '7 entries in use',
    ]);
    expect(
      table.rows.map((one) =>
        [
          one.gfnText,
          text(one.permissions),
          text(one.accessedDirty),
          text(one.writable),
          one.target,
          one.word,
        ].join(' '),
      ),
    ).toEqual([
      '0x201 R·X A· ·· 0x9a01 read-only',
      '0x202 RWX AD HMW 0x9a02 dirty',
      '0x203 R·X A· HMW 0x9a03 write-protected',
      '0x205 RWX A· HMW 0x9a05 clean',
      '0x206 RWX A· HMW 0x9a06 clean',
      '0x207 RWX AD HMW 0x9a07 dirty',
      '0x209 R·X A· ·· 0x9a09 read-only',
    ]);
  });

  test('the page behind: how often the guest stored, the host PTE, what the host was told', () => {
    const { page } = row(at(0), 0x202);
    expect(page?.content).toBe('v2');
    expect(page?.hostPte).toBe('W');
    expect(page?.flags.map(({ name }) => name)).toEqual(['dirty', 'accessed']);
    expect(row(at(0), 0x205).page?.flags).toEqual([]);
  });

  test('D set by the CPU: the row has changed, and the zapper is known to have seen no D', () => {
    const leaf = row(at(STEPS.assist), 0x205);
    expect(leaf.changed).toBe(true);
    expect(leaf.accessedDirty.map(({ atStake, change }) => [change, atStake])).toEqual([
      ['none', false],
      ['set', true],
    ]);
    expect(leaf.snapshots).toMatchObject([{ title: 'zap', readAt: STEPS.read, text: 'saw no D' }]);
  });

  test('the step that destroys D: the row stays, its D is lost, the word says zapped', () => {
    const leaf = row(at(STEPS.store), 0x205);
    expect([leaf.word, leaf.target, leaf.lost]).toEqual(['zapped', '–', ['D']]);
    expect(leaf.accessedDirty.map(({ change }) => change)).toEqual(['cleared', 'lost']);
    expect(leaf.label).toBe('gfn 0x205, zapped, D lost, empty');
  });

  test('two steps later nothing changes any more, and the loss is still said', () => {
    const leaf = row(at(STEPS.flush), 0x205);
    expect([leaf.changed, leaf.word, leaf.lost]).toEqual([false, 'zapped', ['D']]);
  });

  test('rows do not come and go while scrubbing', () => {
    const rows = (position: number): string[] => at(position).rows.map(({ key }) => key);
    for (let position = 1; position <= STEPS.flush; position++) {
      expect(rows(position)).toEqual(rows(0));
    }
  });

  test('a walk that ends early shows the table where it ends, and says so', () => {
    const input = { ...zapRunAt(0), selection: { gfn: 0x800, level: 1 } };
    const table = leafTable(input, { all: false });
    expect(table?.title).toBe('PD 0x42');
    expect(table?.note).toBe('No table of level 1 for gfn 0x800: the walk ends at PD[4].');
    expect(table?.rows.map(({ target }) => target)).toEqual(['PT 0x43', 'PT 0x44', '–']);
  });

  test('a long table is cut to the telling rows, and the rest is counted', () => {
    const input = zapRunAt(0);
    const many = { ...input, records: manyTouched(input.records[4]) };
    const short = leafTable(many, { all: false });
    expect(short?.rows).toHaveLength(LEAF_ROWS_MAX);
    expect(short?.rows.map(({ gfn }) => gfn)).toContain(0x205);
    expect(leafTable(many, { all: true })?.rows).toHaveLength(
      LEAF_ROWS_MAX + (short?.more ?? Number.NaN),
    );
  });

  test('what differs from another machine is among the rows of a long table', () => {
    const input = zapRunAt(0);
    const many = { ...input, records: manyTouched(input.records[4]) };
    const all = leafTable(many, { all: true })?.rows ?? [];
    const shown = leafTable(many, { all: false })?.rows.map(({ gfn }) => gfn) ?? [];
    const hidden = all.map(({ gfn }) => gfn).find((gfn) => !shown.includes(gfn)) ?? 0;
    const marked = new Set([`spte/1/0x${hidden.toString(16)}`]);
    const rows = leafTable(many, { all: false, marked })?.rows.map(({ gfn }) => gfn);
    expect(rows).toContain(hidden);
    expect(rows).toContain(0x205);
    expect(rows).toHaveLength(LEAF_ROWS_MAX);
  });
});

type Records = ReturnType<typeof zapRunAt>['records'];

/** Records of loads all over the table. */
function manyTouched(sample: Records[number] | undefined): Records {
  const spte = sample?.spte;
  if (sample === undefined || spte === undefined || spte === null) throw new Error('no sample');
  return Array.from({ length: 40 }, (_, i) => ({
    ...sample,
    n: i + 1,
    diff: new Uint32Array(),
    spte: { ...spte, index: 100 + i, gfn: 0x264 + i, after: spte.before },
  }));
}
