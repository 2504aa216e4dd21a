import { describe, expect, test } from 'vitest';
import { loadScenarioText, scenarioIds } from '../../catalogue/node.ts';
import { DETECTORS } from '../../engine/detectors/registry.ts';
import { Machine } from '../../engine/machine.ts';
import type { StateView } from '../../engine/state/readers.ts';
import { gfnOfGuestPage, guestPageCount } from '../../engine/state/shape.ts';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import { STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import { isLost, pageLog } from './page-log.ts';

async function scenarioOf(id: string) {
  const text = await loadScenarioText(id);
  const scenario = parseScenario(text.ok ? text.value : '');
  if (!scenario.ok) throw new Error(`${id} cannot be read`);
  return scenario.value;
}

function lostGfns(view: StateView): number[] {
  const pages = Array.from({ length: guestPageCount(view.map.shape) }, (_, page) => page);
  return pages
    .map((page) => gfnOfGuestPage(view.map.shape, page))
    .filter((gfn) => isLost(view, gfn));
}

/** The story of a column, step by step: pages lost and P1 violated so far, after each. */
async function story(id: string, column: string) {
  const { columns, script } = await scenarioOf(id);
  const config = columns.find(({ info }) => info.id === column)?.config;
  if (config === undefined) throw new Error(`${id} has no column ${column}`);
  const machine = new Machine(config);
  const view = { map: machine.map, cells: machine.cells };
  const violated = new Set<string>();
  const seen: { lost: number[]; violated: string[] }[] = [];
  for (const choice of script) {
    if (machine.variants(choice.actor) === 0) break;
    const bits = machine.step(choice);
    DETECTORS.forEach(({ id: property }, i) => {
      if ((bits & (1 << i)) !== 0) violated.add(property);
    });
    seen.push({ lost: lostGfns(view), violated: [...violated] });
  }
  return seen;
}

describe('a page is drawn as lost', () => {
  test('when its store is nowhere to be found, which is when P1 is violated in the end', async () => {
    const steps = await story('get-order-pml', 'spte-first');
    expect(steps.at(-1)).toMatchObject({ lost: [0x205] });
    expect((await story('get-order-pml', 'kernel')).flatMap(({ lost }) => lost)).toEqual([]);
  });

  test.each(scenarioIds().map((id) => [id]))(
    '%s: lost at the end of a story iff P1',
    async (id) => {
      for (const { info } of (await scenarioOf(id)).columns) {
        const last = (await story(id, info.id)).at(-1);
        expect([info.id, (last?.lost.length ?? 0) > 0]).toEqual([
          info.id,
          last?.violated.includes('P1') ?? false,
        ]);
      }
    },
  );
});

describe('beside the entries', () => {
  test('each TLB that has the translation, and whether it is stale', () => {
    const before = pageLog(zapRunAt(0), [0x201, 0x205]);
    expect(before.hasLog).toBe(false);
    expect(before.rows[0x205]).toMatchObject({ log: null, external: null });
    const { rows } = pageLog(zapRunAt(STEPS.store), [0x205]);
    expect(rows[0x205]?.tlb).toMatchObject([{ vcpu: 0, stale: true }]);
    expect(rows[0x205]?.tlb[0]?.title).toContain('in the TLB of vCPU 0, with R, W, X and D: stale');
  });
});
