/** Comparisons over the real engine: what is stopped at, and what is given up. */
import { expect, test, vi } from 'vitest';
import { ENGINE_ANSWERS, type EngineDialect } from '../../client/engine-client.ts';
import { InProcessClient } from '../../client/testing/in-process-client.ts';
import { textDeflater } from '../../client/text-deflater.ts';
import type { Request } from '../../protocol/messages.ts';
import type { RequestControl } from '../../session/request-control.ts';
import { sceneSession } from '../../session/testing/scene-session.ts';
import { createWorkbench } from '../create-workbench.ts';
import { pageStorage } from '../page-storage.ts';
import { FakePlace, FakeStorage } from '../testing/setup.ts';
import { storyOf } from '../workbench-state.ts';
import type { ComparePlan, Comparison } from './compare-state.ts';
import { createCompare, type Compare } from './create-compare.ts';

interface Opened {
  readonly compare: Compare;
  readonly requests: Request[];
  readonly plan: (changes: Partial<ComparePlan>) => Promise<Comparison>;
  readonly comparison: () => Comparison;
}

async function compareScene(): Promise<Opened> {
  const requests: Request[] = [];
  const client = new InProcessClient<EngineDialect>(() => {
    const session = sceneSession();
    return {
      handle: (request: Request, control: RequestControl) => {
        requests.push(request);
        return session.handle(request, control);
      },
    };
  }, ENGINE_ANSWERS);
  const storage = pageStorage(() => new FakeStorage());
  const place = new FakePlace();
  const workbench = createWorkbench({ client, place, storage, deflater: textDeflater });
  await workbench.store.getState().actions.open(storyOf({ kind: 'shipped', id: 'scene' }));
  const compare = createCompare(workbench);
  compare.start();
  const comparison = (): Comparison => {
    const found = compare.store.getState().comparison;
    if (found === null) throw new Error('nothing compared');
    return found;
  };
  await vi.waitFor(comparison);
  return {
    compare,
    requests,
    comparison,
    plan: async (changes) => {
      await compare.actions.change(changes);
      return comparison();
    },
  };
}

const position = ({ store }: Compare): number => store.getState().position;

test('the law: the first divergence is the least moment at which the two are not the same', async () => {
  const { compare, comparison } = await compareScene();
  const { moments } = comparison();
  compare.actions.goTo(moments.length);
  compare.actions.goToFirstDifference();
  const first = position(compare);
  expect(first).toBeGreaterThan(0);
  expect(moments.slice(0, first - 1).map(({ differing, mark }) => [mark, differing])).toEqual(
    Array.from({ length: first - 1 }, () => ['same', 0]),
  );
  expect(['left', 'right', 'step', 'state']).toContain(moments[first - 1]?.mark);
  expect(compare.store.getState().selection).toEqual({ gfn: 0x205, level: 1 });
});

test('the law: differences are gone through in order, forth and back over the same moments', async () => {
  const { compare, comparison } = await compareScene();
  const apart = comparison().moments.flatMap(({ mark }, i) =>
    mark === 'same' || mark === 'agrees' ? [] : i + 1,
  );
  compare.actions.goTo(0);
  const forth = apart.map(() => {
    compare.actions.goToDifference(1);
    return position(compare);
  });
  expect(forth).toEqual(apart);
  compare.actions.goToDifference(1);
  expect(position(compare)).toBe(apart.at(-1));
  compare.actions.goTo(comparison().moments.length + 5);
  const back = apart.map(() => {
    compare.actions.goToDifference(-1);
    return position(compare);
  });
  expect(back).toEqual([...apart].reverse());
});

test('the law: a column beside itself never differs, and swapped sides mirror', async () => {
  const { comparison, plan } = await compareScene();
  const there = comparison();
  const self = await plan({ left: 'before', right: 'before' });
  expect(self.moments.map(({ mark }) => mark)).toEqual(self.moments.map(() => 'same'));
  expect(self.moments.every(({ differing }) => differing === 0)).toBe(true);
  const back = await plan({ left: 'after', right: 'before' });
  const mirror = { left: 'right', right: 'left' } as const;
  expect(back.moments.map(({ mark }) => mark)).toEqual(
    there.moments.map(({ mark }) => (mark === 'left' || mark === 'right' ? mirror[mark] : mark)),
  );
  expect(back.moments.map(({ differing }) => differing)).toEqual(
    there.moments.map(({ differing }) => differing),
  );
});

test('records come in messages of a bounded size, and are those of one', async () => {
  const { comparison, requests } = await compareScene();
  const { left, right } = comparison();
  for (const { records, schedule } of [left, right]) {
    expect(records.map(({ n }) => n)).toEqual(schedule.map((_, i) => i + 1));
  }
  const runs = requests.flatMap((request) => (request.type === 'run' ? request : []));
  expect(runs.length).toBeGreaterThan(0);
  for (const { recordsFrom, schedule } of runs) {
    expect(schedule.length - recordsFrom).toBeLessThanOrEqual(500);
  }
});

test('two schedules: departures are told at the moment at which they are', async () => {
  const { comparison, plan } = await compareScene();
  const { run } = comparison().plan;
  // The vCPU is asked for more steps than it has.
  const other = [...run, { actor: 0, variant: 0 }, { actor: 0, variant: 0 }];
  const { departures, moments, right } = await plan({ otherRun: other });
  expect(right.schedule).toHaveLength(run.length);
  expect(departures.map(({ after, side }) => [side, moments[after - 1]?.rightDone])).toEqual([
    ['follower', run.length],
  ]);
});

test('what the reader does not want any more is given up, and the last wish is shown', async () => {
  const { compare, comparison } = await compareScene();
  const first = compare.actions.change({ left: 'after', right: 'after' });
  const second = compare.actions.change({ left: 'after', right: 'before' });
  await Promise.all([first, second]);
  expect([comparison().left.column, comparison().right.column]).toEqual(['after', 'before']);
  expect(compare.store.getState().problem).toBeNull();
});
