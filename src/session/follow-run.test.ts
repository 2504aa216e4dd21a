import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedScenarios } from '../catalogue/testing/shipped-columns.ts';
import { present } from '../base/assert.ts';
import { formatSchedule, parseSchedule } from '../engine/schedule-text.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import type { FollowedReply } from '../protocol/follow.ts';
import type { Choice } from '../protocol/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ColumnRun } from './column-run.ts';
import { followRun } from './follow-run.ts';

const SCENARIOS = shippedScenarios();

/** Turns of anybody, also of those who cannot move. */
const turns = fc.array(fc.record({ actor: fc.nat(3), variant: fc.nat(1) }), { maxLength: 120 });

function scenarioNamed(id: string): Scenario {
  return present(
    SCENARIOS.find(({ info }) => info.id === id),
    id,
  );
}

function configOf({ columns }: Scenario, id: string): MachineConfig {
  return present(
    columns.find(({ info }) => info.id === id),
    id,
  ).config;
}

function recordsOf(config: MachineConfig, schedule: readonly Choice[]) {
  const run = new ColumnRun(config);
  run.rewindFor(schedule);
  while (!run.advance(500));
  expect(run.stopped).toBeNull();
  return run.records;
}

function pairsOf({ moments }: FollowedReply): (readonly [number, number])[] {
  return Array.from({ length: moments.length / 2 }, (_, i) => [
    moments[2 * i] ?? 0,
    moments[2 * i + 1] ?? 0,
  ]);
}

async function follow(
  scenario: Scenario,
  { leader, follower, run }: { leader: string; follower: string; run: string },
) {
  const actors = scenario.columns[0]?.config.actors ?? [];
  const reply = await followRun({
    leader: configOf(scenario, leader),
    follower: configOf(scenario, follower),
    schedule: parseSchedule(run, actors).steps,
  });
  const text = (steps: readonly Choice[]) => formatSchedule(steps, actors);
  return { reply, leader: text(reply.leader), follower: text(reply.follower) };
}

describe.each(SCENARIOS.map((scenario) => [scenario.info.id, scenario] as const))(
  '%s',
  (_, { columns, script }) => {
    test('a column follows itself step for step', async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...columns), turns, async ({ config }, schedule) => {
          const reply = await followRun({ leader: config, follower: config, schedule });
          expect(reply.follower).toEqual(reply.leader);
          expect(reply.departures.filter(({ side }) => side === 'follower')).toEqual([]);
          expect(pairsOf(reply)).toEqual(reply.leader.map((__, i) => [i + 1, i + 1]));
        }),
        { numRuns: 3 },
      );
    });

    test('what both are said to have done can be run; each step is in one moment, in order', async () => {
      const some = fc.constantFrom(...columns);
      await fc.assert(
        fc.asyncProperty(some, some, fc.option(turns), async (one, other, random) => {
          const schedule = random ?? script;
          const reply = await followRun({ leader: one.config, follower: other.config, schedule });
          const led = recordsOf(one.config, reply.leader);
          const followed = recordsOf(other.config, reply.follower);
          const pairs = pairsOf(reply);
          expect(pairs.flatMap(([n]) => (n === 0 ? [] : n))).toEqual(led.map(({ n }) => n));
          expect(pairs.flatMap(([, n]) => (n === 0 ? [] : n))).toEqual(followed.map(({ n }) => n));
          for (const [mine, theirs] of pairs) {
            if (mine === 0 || theirs === 0) continue;
            const [left, right] = [led[mine - 1], followed[theirs - 1]];
            expect([left?.choice.actor, left?.pc]).toEqual([right?.choice.actor, right?.pc]);
          }
          const apart = pairs.some((pair) => pair.includes(0));
          const told = reply.departures.some(({ side }) => side === 'follower');
          expect(told || !apart, 'a step that only one does is told of').toBe(true);
        }),
        { numRuns: 4 },
      );
    });
  },
);

test('a turn that the leader cannot take is skipped, and it is said why', async () => {
  const zap = scenarioNamed('zap-drops-dirty-assist');
  const { reply, leader } = await follow(zap, {
    leader: 'before',
    follower: 'after',
    run: 'zap:99.vcpu0:2',
  });
  expect(leader).toMatch(/^zap:\d+\.vcpu0:2$/);
  const steps = reply.leader.length - 2;
  expect(reply.departures).toEqual([
    {
      side: 'leader',
      actor: 2,
      reason: 'finished',
      after: steps,
      count: 99 - steps,
      text: 'zapper has finished',
    },
  ]);
});

test('who has to wait in the follower lets its turns go, and makes them up in the end', async () => {
  const { reply, leader, follower } = await follow(scenarioNamed('slot-moved-under-notifier'), {
    leader: 'at-once',
    follower: 'waits',
    run: 'notifier:7.move:9.notifier:30',
  });
  expect(leader).toBe('notifier:7.move:3.notifier:11');
  expect(follower).toBe('notifier:7.move.notifier:11.move:2');
  expect(
    reply.departures.map(({ side, reason, after, count }) => [side, reason, after, count]),
  ).toEqual([
    ['follower', 'waits', 8, 2],
    ['leader', 'waits', 10, 6],
    ['leader', 'finished', 21, 19],
    ['follower', 'catches-up', 21, 2],
  ]);
  expect(reply.departures[0]?.text).toBe('userspace waits for notifiers under way');
  expect(pairsOf(reply).slice(7, 11)).toEqual([
    [8, 8],
    [9, 0],
    [10, 0],
    [11, 9],
  ]);
});

test('an actor that is behind in the follower goes to where the leader is', async () => {
  const scenario = scenarioNamed('fault-into-invalid-root');
  const { reply } = await follow(scenario, {
    leader: 'before',
    follower: 'after',
    run: formatSchedule(scenario.script, configOf(scenario, 'before').actors),
  });
  expect(reply.departures.map(({ side, reason }) => [side, reason])).toEqual([
    ['follower', 'catches-up'],
  ]);
  const [departure] = reply.departures;
  const alone = pairsOf(reply).slice(departure?.after, (departure?.after ?? 0) + 12);
  expect(departure?.count).toBe(12);
  expect(alone.every(([led]) => led === 0)).toBe(true);
});

test('paths that part meet again where both come through', async () => {
  const scenario = scenarioNamed('collapse-meets-walker');
  const { reply } = await follow(scenario, {
    leader: 'v5-17',
    follower: 'v6-12',
    run: formatSchedule(scenario.script, configOf(scenario, 'v5-17').actors),
  });
  expect(reply.departures.map(({ reason }) => reason)).toEqual(['branches', 'catches-up']);
  expect(reply.departures[0]?.text).toContain('kvm_flush_remote_tlbs_with_address');
});
