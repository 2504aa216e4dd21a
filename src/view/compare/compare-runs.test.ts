import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { present } from '../../base/assert.ts';
import { shippedScenarios } from '../../catalogue/testing/shipped-columns.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { compareRuns, differencesAt, firstDivergence, isDivergence } from './compare-runs.ts';
import { differenceText, summaryText } from './difference-words.ts';
import { columnNamed, compareColumns, type Compared } from './testing/compared.ts';

const SCENARIOS = shippedScenarios();
const NAMES = { left: 'Before', right: 'After' };

const turns = fc.array(fc.record({ actor: fc.nat(3), variant: fc.constant(0) }), {
  maxLength: 80,
});

function scenarioNamed(id: string): Scenario {
  return present(
    SCENARIOS.find(({ info }) => info.id === id),
    id,
  );
}

function onItsScript(id: string, left: string, right: string): Promise<Compared> {
  const scenario = scenarioNamed(id);
  return compareColumns(
    [columnNamed(scenario, left), columnNamed(scenario, right)],
    scenario.script,
  );
}

function textsAt({ at }: Compared, moment: number): string[] {
  const { left, right } = at(moment);
  return differencesAt(left, right).map((pair) => differenceText(pair, NAMES));
}

const marksOf = ({ moments }: Compared): string[] => moments.map(({ mark }) => mark);

/** Cells that no fact is told of: internals of the model, and what follows from the rest. */
const UNTOLD = /^(reg|stuck|frozen|root|flush_wait|track|copy)$/;

describe.each(SCENARIOS.map((scenario) => [scenario.info.id, scenario] as const))(
  '%s',
  (_, { columns, script }) => {
    const some = fc.constantFrom(...columns);

    test('a column does not differ from itself, whatever the schedule', async () => {
      await fc.assert(
        fc.asyncProperty(some, turns, async (column, schedule) => {
          const compared = await compareColumns([column, column], schedule);
          expect(marksOf(compared).filter((mark) => mark !== 'same')).toEqual([]);
          expect(textsAt(compared, compared.moments.length)).toEqual([]);
        }),
        { numRuns: 2 },
      );
    });

    test('what is tracked step by step is what two snapshots differ in, and none is missed', async () => {
      await fc.assert(
        fc.asyncProperty(some, some, fc.option(turns), async (one, other, random) => {
          const compared = await compareColumns([one, other], random ?? script);
          const { moments, request } = compared;
          const sampled = moments.flatMap((moment, i) =>
            isDivergence(moment) || i === moments.length - 1 ? i + 1 : [],
          );
          for (const moment of sampled.slice(0, 6)) {
            const { left, right } = compared.at(moment);
            const found = differencesAt(left, right);
            expect(found.length).toBe(moments[moment - 1]?.differing);
            const keys = found.map(({ key }) => key);
            expect(keys).toEqual(expect.arrayContaining([...(moments[moment - 1]?.begins ?? [])]));
            if (found.length > 0 || one.config.layout.id !== other.config.layout.id) continue;
            const cells = request.map.memory.regions.filter(({ base, count, name, stride }) =>
              Array.from({ length: count * stride }, (__, i) => base + i).some(
                (cell) =>
                  !UNTOLD.test(name) && left.view.cells.read(cell) !== right.view.cells.read(cell),
              ),
            );
            expect(cells.map(({ name }) => name)).toEqual([]);
          }
        }),
        { numRuns: 3 },
      );
    });

    test('the other way round it is the same, with the sides changed', async () => {
      const [one, other] = [columns[0], columns.at(-1)];
      const compared = await compareColumns([present(one, ''), present(other, '')], script);
      const { request, moments, at } = compared;
      const swapped = compareRuns({
        ...request,
        left: request.right,
        right: request.left,
        pairings: request.pairings.map(({ left, right }) => ({ left: right, right: left })),
      });
      const mirrored = { left: 'right', right: 'left' } as const;
      expect(swapped.map(({ mark }) => mark)).toEqual(
        moments.map(({ mark }) => (mark === 'left' || mark === 'right' ? mirrored[mark] : mark)),
      );
      const { left, right } = at(moments.length);
      const keys = (pairs: { key: string }[]) => pairs.map(({ key }) => key).sort();
      expect(keys(differencesAt(right, left))).toEqual(keys(differencesAt(left, right)));
    });
  },
);

test('the story of the lost Dirty bit differs first where the zapper writes', async () => {
  const compared = await onItsScript('zap-drops-dirty-assist', 'before', 'after');
  const { moments, request } = compared;
  const first = present(firstDivergence(moments), 'they differ');
  const step = request.left.records[first - 1];
  expect([moments[first - 1]?.mark, step?.access]).toEqual(['step', 'spte-store']);
  expect(request.right.records[first - 1]?.access).toBe('spte-xchg');
  expect(textsAt(compared, first - 1)).toEqual([]);
  expect(textsAt(compared, first)).toContain(
    'tdp_iter.old_spte of zapper: D=0 in Before; D=1 in After',
  );
  const [end] = textsAt(compared, moments.length);
  expect(end).toBe(
    'gfn 0x205, what the host knows of pfn 0x9a05: accessed and freed in Before; ' +
      'dirty, accessed and freed in After',
  );
});

test('a TLB entry that one kernel flushes and the other does not is told with its bits', async () => {
  const compared = await onItsScript('aging-clears-dirty', 'before-conditional', 'before-always');
  const first = present(firstDivergence(compared.moments), 'they differ');
  expect(textsAt(compared, first)[0]).toBe(
    'the TLB entry of vCPU 0 for gfn 0x205: R W X D, pfn 0x9a05 in Before; not cached in After',
  );
});

test('of two layouts the letters are compared, not the words: the same states do not differ', async () => {
  const compared = await onItsScript('clear-then-write-tracker', 'v5-18', 'v6-17');
  const [left, right] = [compared.request.left, compared.request.right];
  expect(left.layout.id).not.toBe(right.layout.id);
  const loads = compared.moments.filter((moment) => {
    const record = left.records[moment.left - 1];
    return record?.access === 'spte-load' && record.text !== right.records[moment.right - 1]?.text;
  });
  expect(loads.length).toBeGreaterThan(0);
  expect(loads.map(({ mark }) => mark)).toEqual(loads.map(() => 'same'));
});

test('a step that only one kernel has is marked as its own', async () => {
  const marks = marksOf(await onItsScript('access-tracking', 'before', 'after'));
  expect(marks.slice(6, 10)).toEqual(['left', 'right', 'left', 'right']);
});

test('the spoken summary counts, and names the first three', async () => {
  const compared = await onItsScript('aging-drops-dirty', 'before', 'after');
  const { left, right } = compared.at(13);
  const pairs = differencesAt(left, right);
  expect(summaryText(pairs, NAMES)).toMatch(
    /^2 differences: gfn 0x205, .*\. tdp_iter\.old_spte of ager/,
  );
  expect(summaryText([], NAMES)).toBe('Before and After agree in everything.');
});
