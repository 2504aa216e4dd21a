import { describe, expect, test } from 'vitest';
import { lookAtOtherTabs } from './look-at-other-tabs.ts';
import { renameBranch } from './rename-branch.ts';
import { FakeStorage, openToy, type Setup } from './testing/setup.ts';
import { VCPU0, VCPU1 } from './testing/fake-session.ts';

const step = (actor: number) => ({ actor, variant: 0 });

async function freeRun({ actions, workbench }: Setup, ...actors: number[]): Promise<void> {
  await actions.reset();
  for (const actor of actors) await actions.stepActor(step(actor));
  await workbench.whenIdle();
}

function runs({ state }: Setup): string[] {
  return state().branches.list.map(({ name, schedule }) => `${name} ${schedule.length}`);
}

function rename({ actions }: Setup, id: string, name: string): Promise<void> {
  return actions.changeRuns((branches) => renameBranch(branches, id, name));
}

describe('two tabs', () => {
  test('keep the runs of both', async () => {
    const items = new FakeStorage();
    const [one, two] = [await openToy(items), await openToy(items)];
    await freeRun(one, VCPU0, VCPU0);
    await freeRun(two, VCPU1);
    await freeRun(one, VCPU0, VCPU1, VCPU0);
    const later = await openToy(items);
    expect(runs(later)).toHaveLength(4);
    expect(runs(later)).toEqual(expect.arrayContaining(['run 1 2', 'run 1 1', 'run 2 3']));
  });

  test('a run that has gone on is kept once, at its full length', async () => {
    const items = new FakeStorage();
    const one = await openToy(items);
    await freeRun(one, VCPU0, VCPU0);
    const two = await openToy(items);
    await two.actions.loadBranch('kept-1');
    await two.actions.last();
    await two.actions.stepActor(step(VCPU1));
    expect(runs(await openToy(items))).toEqual(['story 7', 'run 1 3']);
  });

  test('that go on with the same run do not make it two; neither takes the other’s run from the screen', async () => {
    const items = new FakeStorage();
    const one = await openToy(items);
    await freeRun(one, VCPU0, VCPU0);
    const two = await openToy(items);
    await one.actions.stepActor(step(VCPU1));
    const { opened, branches } = two.state();
    const all = two.workbench.remembered.recall(opened!, branches);
    expect(all.list.map(({ schedule }) => schedule.length)).toEqual([7, 3]);
    const shown = { ...branches, current: 'kept-1' };
    expect(two.workbench.remembered.recall(opened!, shown)).toBe(shown);
  });

  test('do not take back the names that the other one gives; the last one to name a run wins', async () => {
    const items = new FakeStorage();
    await freeRun(await openToy(items), VCPU0);
    const [one, two] = [await openToy(items), await openToy(items)];
    await rename(two, 'kept-1', 'my race');
    await freeRun(one, VCPU1);
    await freeRun(one, VCPU1, VCPU0);
    expect(runs(await openToy(items))).toContain('my race 1');
    const { opened, branches } = one.state();
    const all = one.workbench.remembered.recall(opened!, branches);
    expect(all.list.map(({ name }) => name)).toContain('my race');
    expect(one.workbench.remembered.recall(opened!, all)).toBe(all);
    one.workbench.store.setState({ branches: all });
    await rename(one, 'kept-1', 'your race');
    await freeRun(two, VCPU1, VCPU1);
    expect(runs(await openToy(items))).toContain('your race 1');
  });

  test('what the other tab has kept meanwhile can be looked up', async () => {
    const items = new FakeStorage();
    const [one, two] = [await openToy(items), await openToy(items)];
    await freeRun(two, VCPU1);
    const { opened, branches } = one.state();
    const all = one.workbench.remembered.recall(opened!, branches);
    expect(all.list).toHaveLength(2);
    expect(all.current).toBe(branches.current);
    // Nothing new: the very same value, so that nobody looks again.
    expect(one.workbench.remembered.recall(opened!, all)).toBe(all);
  });
});

describe('while the engine still answers a step', () => {
  test('a name that is given stays', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    await freeRun(setup, VCPU0);
    void setup.actions.stepActor(step(VCPU1));
    await rename(setup, 'run-1', 'my race');
    expect(runs(setup)).toEqual(['story 7', 'my race 2']);
    expect(runs(await openToy(items))).toEqual(['story 7', 'my race 2']);
  });

  test('what another tab has kept stays, here and there', async () => {
    const items = new FakeStorage();
    const [one, two] = [await openToy(items), await openToy(items)];
    await freeRun(two, VCPU1);
    await one.actions.reset();
    void one.actions.stepActor(step(VCPU0));
    await lookAtOtherTabs(one.workbench);
    expect(runs(one)).toContain('run 1 1');
    await one.actions.stepActor(step(VCPU0));
    expect(runs(await openToy(items))).toHaveLength(3);
  });
});

describe('names', () => {
  test('are kept for the next visit', async () => {
    const items = new FakeStorage();
    const one = await openToy(items);
    await freeRun(one, VCPU0);
    await rename(one, 'run-1', 'my race');
    expect(runs(await openToy(items))).toEqual(['story 7', 'my race 1']);
  });

  test('save a run from being dropped when a longer one begins with it', async () => {
    const setup = await openToy();
    await freeRun(setup, VCPU0);
    await rename(setup, 'run-1', 'my race');
    await setup.actions.showRun([step(VCPU0), step(VCPU1)], 'before');
    expect(runs(setup)).toEqual(['story 7', 'my race 1', 'witness 1 2']);
  });

  test('that the page gives are never given twice', async () => {
    const items = new FakeStorage();
    const one = await openToy(items);
    await freeRun(one, VCPU0);
    const two = await openToy(items);
    await freeRun(two, VCPU1);
    const names = two.state().branches.list.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('what is not kept is said', () => {
  test('full storage', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    items.setItem = () => {
      throw new Error('full');
    };
    await freeRun(setup, VCPU0);
    expect(setup.state().runsKept).toBe(false);
    await expect
      .poll(() => setup.state().notices.map(({ text }) => text))
      .toEqual([expect.stringMatching(/does not keep your runs/)]);
    expect(runs(setup)).toEqual(['story 7', 'run 1 1']);
  });

  test('storage that keeps them says nothing', async () => {
    const setup = await openToy();
    await freeRun(setup, VCPU0);
    expect(setup.state().runsKept).toBe(true);
    expect(setup.state().notices).toEqual([]);
  });
});
