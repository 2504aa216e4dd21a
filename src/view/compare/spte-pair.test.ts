import { describe, expect, test } from 'vitest';
import { shippedScenarios } from '../../catalogue/testing/shipped-columns.ts';
import { present } from '../../base/assert.ts';
import type { PictureInput } from '../spte/picture-input.ts';
import {
  countersDiffering,
  CountersAlong,
  counterTable,
  type CounterGroup,
} from './counter-table.ts';
import { sptePair, type SptePair } from './spte-pair.ts';
import { columnNamed, compareColumns, type Compared } from './testing/compared.ts';

const SCENARIOS = shippedScenarios();
const GFN = 0x205;

function onItsScript(id: string, left: string, right: string): Promise<Compared> {
  const scenario = present(
    SCENARIOS.find(({ info }) => info.id === id),
    id,
  );
  return compareColumns(
    [columnNamed(scenario, left), columnNamed(scenario, right)],
    scenario.script,
  );
}

/** The SPTE of both after a moment. */
function pairAt({ at, moments, request }: Compared, moment: number, level = 1): SptePair {
  const input = (side: 'left' | 'right'): PictureInput => {
    const { leftDone = 0, rightDone = 0 } = moments[moment - 1] ?? {};
    const { records } = request[side];
    return {
      ...at(moment)[side],
      records,
      position: side === 'left' ? leftDone : rightDone,
      programs: [],
      selection: null,
      next: null,
      violation: null,
    };
  };
  return sptePair(
    { gfn: GFN, level },
    {
      left: { name: 'one', input: input('left') },
      right: { name: 'other', input: input('right') },
    },
  );
}

function mirrored({ differing, fields, rows }: SptePair) {
  return {
    differing,
    fields: fields.map(({ left, leftChange, right, rightChange, ...rest }) => ({
      ...rest,
      left: right,
      right: left,
      leftChange: rightChange,
      rightChange: leftChange,
    })),
    bits: rows.flatMap(({ cells }) => cells.map(({ bit, left, right }) => [bit, right, left])),
  };
}

function bits({ rows }: SptePair) {
  return rows.flatMap(({ cells }) => cells.map(({ bit, left, right }) => [bit, left, right]));
}

describe('one SPTE in two machines', () => {
  test('bits that differ are those and no others, and both say who made them so', async () => {
    const compared = await onItsScript('nested-guest-not-logged', 'before', 'after');
    const { moments } = compared;
    const first = moments.findIndex(({ begins }) => begins.includes('spte/1/0x205')) + 1;
    expect(pairAt(compared, first - 1).differing).toBe(0);
    const pair = pairAt(compared, first);
    const marked = pair.rows.flatMap(({ cells }) => cells.filter(({ differs }) => differs));
    const [mine, theirs] = [pair.left.hex, pair.right.hex].map((hex) =>
      BigInt(hex.replaceAll(' ', '')),
    );
    const xor = present(mine, 'left') ^ present(theirs, 'right');
    expect(marked.map(({ bit }) => bit)).toEqual(
      Array.from({ length: 64 }, (_, i) => 63 - i).filter((bit) => (xor >> BigInt(bit)) & 1n),
    );
    expect(marked.length).toBe(pair.differing);
    expect(pair.differing).toBeGreaterThan(0);
    for (const { bit, label, leftChange, rightChange } of marked) {
      expect(label).toMatch(new RegExp(`^bit ${bit} differs: [01] in one.*; [01] in other`));
      const step = Math.max(leftChange?.step ?? 0, rightChange?.step ?? 0);
      expect(step).toBeGreaterThan(0);
      expect(label).toContain(`at step ${step}`);
    }
    expect(pair.fields.length).toBeGreaterThan(0);
    const named = pair.rows.flatMap(({ fields }) => fields.filter(({ changed }) => changed));
    const words = pair.fields.map(({ name }) => name.split(' ')[0]);
    expect(named.map(({ label }) => label).filter((label) => !words.includes(label))).toEqual([]);
  });

  test('the law: a machine beside itself has no bit that differs, and swapped sides mirror', async () => {
    for (const [id, one, other] of [
      ['zap-drops-dirty-assist', 'before', 'after'],
      ['aging-clears-dirty', 'before-conditional', 'before-always'],
    ] as const) {
      const [there, back, self] = await Promise.all([
        onItsScript(id, one, other),
        onItsScript(id, other, one),
        onItsScript(id, one, one),
      ]);
      for (const moment of [0, 5, 13, 18, 20, 21, self.moments.length]) {
        expect(pairAt(self, moment)).toMatchObject({ differing: 0, fields: [] });
        if (there.moments.length !== back.moments.length) continue;
        const [pair, swapped] = [pairAt(there, moment), pairAt(back, moment)];
        const { bits: swappedBits, ...rest } = mirrored(swapped);
        expect(bits(pair)).toEqual(swappedBits);
        expect({ differing: pair.differing, fields: pair.fields }).toEqual(rest);
      }
    }
  });

  test('where neither has it there are no bits, and why is said', async () => {
    const compared = await onItsScript('zap-drops-dirty-assist', 'before', 'after');
    const { at } = compared;
    const pair = pairAt({ ...compared, at: () => at(0) }, 0, 1);
    expect(pair.rows).toHaveLength(4);
    const none = sptePair(
      { gfn: 0x8000, level: 1 },
      {
        left: { name: 'one', input: nowhere(compared) },
        right: { name: 'other', input: nowhere(compared) },
      },
    );
    expect(none).toMatchObject({ rows: [], differing: 0, fields: [] });
    expect(none.left.text).toMatch(/leads nowhere/);
  });
});

function nowhere({ at, request }: Compared): PictureInput {
  return {
    ...at(0).left,
    records: request.left.records,
    position: 0,
    programs: [],
    selection: null,
    next: null,
    violation: null,
  };
}

describe('everything that is counted', () => {
  const rowsOf = (groups: readonly CounterGroup[]) => groups.flatMap(({ rows }) => rows);

  test('what only one kernel tells the host is counted once more in it', async () => {
    const { at, moments } = await onItsScript('zap-drops-dirty-assist', 'before', 'after');
    const { left, right } = at(moments.length);
    const groups = counterTable(left, right);
    const differing = rowsOf(groups).filter(({ same }) => !same);
    expect(differing).toMatchObject([{ key: 'dirty', left: 0, right: 1, more: '+1' }]);
    expect(countersDiffering(groups)).toBe(1);
  });

  test('the law: never different from itself, and swapped sides mirror', async () => {
    const { at, moments } = await onItsScript('aging-drops-dirty', 'before', 'after');
    for (let moment = 0; moment <= moments.length; moment += 3) {
      const { left, right } = at(moment);
      expect(countersDiffering(counterTable(left, left))).toBe(0);
      const there = rowsOf(counterTable(left, right));
      const back = rowsOf(counterTable(right, left));
      expect(there.map((row) => [row.key, row.left, row.right])).toEqual(
        back.map((row) => [row.key, row.right, row.left]),
      );
      expect(there.every((row) => (row.left === row.right) === row.same)).toBe(true);
    }
  });

  test('the law: kept along the run, back and over leaps, the counts are those counted afresh', async () => {
    const { at, moments } = await onItsScript('nested-guest-not-logged', 'before', 'after');
    const last = moments.length;
    const there = Array.from({ length: last + 1 }, (_, moment) => moment);
    const counters = new CountersAlong();
    const seen = new Set<string>();
    for (const moment of [...there, ...there.toReversed(), last, 0, Math.floor(last / 2)]) {
      const { left, right } = at(moment);
      const kept = counters.at(left, right);
      expect(kept).toEqual(counterTable(left, right));
      for (const row of rowsOf(kept)) if (row.left + row.right > 0) seen.add(row.key);
    }
    // Otherwise nothing was counted that a step could change.
    expect([...seen]).toEqual(expect.arrayContaining(['stored', 'dirty', 'marked', 'lost']));
  });
});
