/** The laws of the machine, on random schedules of every column of every scenario. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digits64 } from '../base/word64.ts';
import { judgeStep } from '../engine/testing/judge-step.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { SpteJudge } from '../engine/spte-states/judge-change.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { loadScenarioText, scenarioIds } from './node.ts';

const COLUMNS: (readonly [string, MachineConfig])[] = [];
for (const id of scenarioIds()) {
  const text = await loadScenarioText(id);
  const scenario = parseScenario(text.ok ? text.value : '');
  if (!scenario.ok) throw new Error(`${id}: ${JSON.stringify(scenario.issues)}`);
  for (const { info, config } of scenario.value.columns) COLUMNS.push([`${id} ${info.id}`, config]);
}

/** Each picks one of the ways there are, modulo how many; the same actor again more often than not. */
const schedules = fc.array(fc.nat({ max: 9999 }), { maxLength: 200 });

/** Few runs for each column: there are many columns. */
const RUNS = { numRuns: 6 };

function* ways(machine: Machine): Generator<{ actor: number; variant: number }> {
  for (let actor = 0; actor < machine.actorCount; actor++) {
    for (let variant = 0; variant < machine.variants(actor); variant++) yield { actor, variant };
  }
}

function follow(
  machine: Machine,
  schedule: readonly number[],
  each: (actor: number) => void,
): void {
  let last = 0;
  for (const pick of schedule) {
    const all = [...ways(machine)];
    const same = all.filter(({ actor }) => actor === last);
    const pool = same.length > 0 && pick % 3 > 0 ? same : all;
    const way = pool[pick % Math.max(1, pool.length)];
    if (way === undefined) return;
    machine.step(way);
    last = way.actor;
    each(way.actor);
  }
}

describe.each(COLUMNS)('%s', (_, config) => {
  test('[JRN-3] [HASH-1] [STEP-1] undo, hash and one access a step', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const machine = new Machine(config);
        const hashes = [digits64(machine.hash)];
        follow(machine, schedule, () => {
          const { accesses, access } = machine.effect;
          expect(accesses).toBeLessThanOrEqual(1);
          if (access !== 'none') expect(machine.lastStep.access).toContain(access);
          hashes.push(digits64(machine.hash));
        });
        expect(digits64(machine.hashFromScratch())).toBe(hashes.at(-1));
        for (const hash of hashes.toReversed()) {
          expect(digits64(machine.hash)).toBe(hash);
          machine.undo();
        }
        expect(digits64(machine.hashFromScratch())).toBe(hashes[0]);
      }),
      RUNS,
    );
  });

  test('[STATE-1] a step that writes an SPTE says as which path', () => {
    const judge = new SpteJudge(config.layout);
    fc.assert(
      fc.property(schedules, (schedule) => {
        const machine = new Machine(config);
        follow(machine, schedule, (actor) => {
          const judgement = judgeStep(judge, { machine, actor });
          expect(judgement !== null).toBe(machine.effect.wrote && machine.effect.sptep >= 0);
        });
      }),
      RUNS,
    );
  });
});
