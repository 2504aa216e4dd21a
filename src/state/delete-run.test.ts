import { describe, expect, test } from 'vitest';
import { deleteRun } from './delete-run.ts';
import { lookAtOtherTabs } from './look-at-other-tabs.ts';
import { renameBranch } from './rename-branch.ts';
import { SCRIPT, VCPU0, VCPU1, ZAP } from './testing/fake-session.ts';
import { FakeStorage, openToy, setupWorkbench, TOY, type Setup } from './testing/setup.ts';
import { storyOf } from './workbench-state.ts';

const MARKS = 'sptescope.deleted-runs';

const step = (actor: number) => ({ actor, variant: 0 });

async function freeRun({ actions, workbench }: Setup, ...actors: number[]): Promise<void> {
  await actions.reset();
  for (const actor of actors) await actions.stepActor(step(actor));
  await workbench.whenIdle();
}

const runs = ({ state }: Setup): string[] =>
  state().branches.list.map(({ name, schedule }) => `${name} ${schedule.length}`);

const said = ({ state }: Setup): string[] => state().notices.map(({ text }) => text);

function idOf({ state }: Setup, name: string): string {
  return state().branches.list.find((branch) => branch.name === name)?.id ?? `no ${name}`;
}

const remove = (setup: Setup, name: string): Promise<boolean> =>
  deleteRun(setup.workbench, idOf(setup, name));

async function undo({ state, workbench }: Setup): Promise<void> {
  state()
    .notices.find(({ action }) => action?.label === 'Undo')
    ?.action?.run();
  await workbench.whenIdle();
}

/** What the next visit finds. */
const kept = async (items: FakeStorage): Promise<string[]> => runs(await openToy(items));

describe('a run that is deleted', () => {
  test('is gone, here and at the next visit, until that is taken back', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    await freeRun(setup, VCPU0);
    await freeRun(setup, VCPU1);
    await setup.actions.loadBranch('story');
    const before = setup.state().branches;
    expect(await remove(setup, 'run 1')).toBe(true);
    expect(runs(setup)).toEqual(['story 7', 'run 2 1']);
    expect(await kept(items)).toEqual(['story 7', 'run 2 1']);
    expect(said(setup)).toEqual(['“run 1” is deleted.']);
    await undo(setup);
    expect(setup.state().branches).toEqual(before);
    expect(said(setup)).toEqual(['“run 1” is back.']);
    expect(await kept(items)).toEqual(expect.arrayContaining(['run 1 1', 'run 2 1']));
  });

  test('and is on screen, leaves the screen to the one it parts from; both come back', async () => {
    const setup = await openToy();
    const { actions, state } = setup;
    await actions.goTo(2);
    await actions.stepActor(step(ZAP));
    await actions.stepActor(step(ZAP));
    await remove(setup, 'run 1');
    expect(state()).toMatchObject({
      schedule: SCRIPT,
      position: 2,
      branches: { current: 'story', list: [{ id: 'story' }] },
    });
    expect(said(setup)).toEqual([
      '“run 1” is deleted. On screen is “story” now, which it parted from.',
    ]);
    await undo(setup);
    expect(state()).toMatchObject({ position: 4, branches: { current: 'run-1' } });
  });

  test('leaves those that parted from it', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    await freeRun(setup, VCPU0, VCPU0, ZAP);
    await setup.actions.goTo(2);
    await setup.actions.stepActor(step(VCPU1));
    await remove(setup, 'run 1');
    expect(runs(setup)).toEqual(['story 7', 'run 2 3']);
    expect(said(setup)).toEqual(['“run 1” is deleted. “run 2”, which parted from it, stays.']);
    expect(await kept(items)).toEqual(['story 7', 'run 2 3']);
  });

  test('while a step of it is under way is deleted with that step', async () => {
    const setup = await openToy();
    await freeRun(setup, VCPU0);
    void setup.actions.stepActor(step(VCPU1));
    await remove(setup, 'run 1');
    expect(runs(setup)).toEqual(['story 7']);
    await undo(setup);
    expect(runs(setup)).toEqual(['story 7', 'run 1 2']);
  });

  test('can be made anew, and is kept then', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    await freeRun(setup, VCPU0);
    await remove(setup, 'run 1');
    expect(items.getItem(MARKS)).not.toBe('[]');
    await freeRun(setup, VCPU0);
    expect(items.getItem(MARKS)).toBe('[]');
    expect(await kept(items)).toEqual(['story 7', 'run 1 1']);
    await undo(setup);
    expect(runs(setup)).toEqual(['story 7', 'run 1 1']);
  });

  test('the story cannot be', async () => {
    const setup = await openToy();
    expect(await deleteRun(setup.workbench, 'story')).toBe(false);
    expect(runs(setup)).toEqual(['story 7']);
  });

  test('stays on screen when the engine is down', async () => {
    const setup = await openToy();
    await freeRun(setup, VCPU0);
    setup.sessions[0]!.handle = () => ({ type: 'crashed', message: 'boom', repro: '' });
    expect(await remove(setup, 'run 1')).toBe(false);
    expect(runs(setup)).toEqual(['story 7', 'run 1 1']);
  });
});

describe('several deletions', () => {
  test('are one notice, and taken back one after another, the last one first', async () => {
    const setup = await openToy();
    for (const actor of [VCPU0, VCPU1, ZAP]) await freeRun(setup, actor);
    await setup.actions.playStory();
    await remove(setup, 'run 2');
    await remove(setup, 'run 1');
    await remove(setup, 'run 3');
    expect(said(setup)).toEqual([expect.stringMatching(/^“run 3” is deleted/)]);
    await undo(setup);
    expect(said(setup)).toContain('“run 1” is deleted.');
    await undo(setup);
    await undo(setup);
    expect(runs(setup)).toEqual(['story 7', 'run 1 1', 'run 2 1', 'run 3 1']);
    expect(said(setup).filter((text) => text.includes('deleted'))).toEqual([]);
  });

  test('that the reader has done with do not come up again', async () => {
    const setup = await openToy();
    for (const actor of [VCPU0, VCPU1]) await freeRun(setup, actor);
    await remove(setup, 'run 1');
    setup.actions.dismiss(setup.state().notices[0]!.id);
    await remove(setup, 'run 2');
    await undo(setup);
    expect(runs(setup)).toEqual(['story 7', 'run 2 1']);
    expect(said(setup)).toEqual(['“run 2” is back.']);
  });
});

describe('another tab', () => {
  /** Two tabs that have both read the runs that were kept. */
  async function twoTabs(items = new FakeStorage()) {
    const first = await openToy(items);
    await freeRun(first, VCPU0);
    await freeRun(first, VCPU1);
    return { items, one: await openToy(items), two: await openToy(items) };
  }

  test('does not write it back', async () => {
    const { items, one, two } = await twoTabs();
    await remove(one, 'run 1');
    await freeRun(two, ZAP);
    expect(runs(two)).toContain('run 1 1');
    expect(await kept(items)).toEqual(['story 7', 'run 2 1', 'run 3 1']);
    expect(two.state().runsKept).toBe(true);
  });

  test('drops it as soon as it looks, and shows it again when it is back', async () => {
    const { one, two } = await twoTabs();
    await remove(one, 'run 1');
    await lookAtOtherTabs(two.workbench);
    expect(runs(two)).toEqual(['story 7', 'run 2 1']);
    await undo(one);
    await lookAtOtherTabs(two.workbench);
    expect(runs(two)).toEqual(['story 7', 'run 2 1', 'run 1 1']);
  });

  test('keeps what is on its screen, and what it goes on with', async () => {
    const { items, one, two } = await twoTabs();
    await two.actions.loadBranch(idOf(two, 'run 1'));
    await two.actions.last();
    await remove(one, 'run 1');
    await lookAtOtherTabs(two.workbench);
    expect(two.state().branches.current).toBe(idOf(two, 'run 1'));
    await two.actions.stepActor(step(ZAP));
    expect(await kept(items)).toContain('run 1 2');
  });

  test('may make it anew', async () => {
    const { items, one, two } = await twoTabs();
    await remove(one, 'run 1');
    await lookAtOtherTabs(two.workbench);
    await freeRun(two, VCPU0);
    expect(await kept(items)).toEqual(['story 7', 'run 2 1', 'run 1 1']);
    await lookAtOtherTabs(one.workbench);
    expect(runs(one)).toContain('run 1 1');
  });

  test('that has given it another name keeps it', async () => {
    const { items, one, two } = await twoTabs();
    await two.actions.changeRuns((all) => renameBranch(all, idOf(two, 'run 1'), 'my race'));
    await remove(one, 'run 1');
    await freeRun(two, ZAP);
    expect(await kept(items)).toContain('my race 1');
  });

  test('that knows it by an older name does not write it back either', async () => {
    const { items, one, two } = await twoTabs();
    await one.actions.changeRuns((all) => renameBranch(all, idOf(one, 'run 1'), 'my race'));
    await remove(one, 'my race');
    await freeRun(two, ZAP);
    expect(await kept(items)).toEqual(['story 7', 'run 2 1', 'run 3 1']);
  });

  test('with runs of another scenario open gives it back all the same', async () => {
    const { items, one } = await twoTabs();
    await remove(one, 'run 1');
    expect(await one.actions.open(storyOf({ kind: 'text', text: 'toy' }))).toBe('opened');
    await undo(one);
    expect(runs(one)).toEqual(['story 7']);
    expect(await kept(items)).toContain('run 1 1');
  });

  test('that has opened the scenario again has it back, too', async () => {
    const { one } = await twoTabs();
    await remove(one, 'run 1');
    await one.actions.open(TOY);
    await undo(one);
    expect(runs(one)).toContain('run 1 1');
  });
});

describe('storage', () => {
  test('that is refused: deleted here, and said that it may be back', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    await freeRun(setup, VCPU0);
    items.setItem = () => {
      throw new Error('refused');
    };
    expect(await remove(setup, 'run 1')).toBe(true);
    expect(runs(setup)).toEqual(['story 7']);
    expect(said(setup).join(' ')).toMatch(/does not keep that.*may be back at the next visit/);
    await undo(setup);
    expect(runs(setup)).toEqual(['story 7', 'run 1 1']);
  });

  test('that is full has room for the mark once the run is gone', async () => {
    const items = new FakeStorage();
    const setup = await openToy(items);
    await freeRun(setup, VCPU0, VCPU0, VCPU1);
    const size = (): number => [...items.items.values()].join('').length;
    const room = size();
    const write = items.setItem.bind(items);
    items.setItem = (key, value) => {
      const old = items.getItem(key)?.length ?? 0;
      if (size() - old + value.length > room) throw new Error('full');
      write(key, value);
    };
    await remove(setup, 'run 1');
    expect(said(setup)).toEqual([
      '“run 1” is deleted. On screen is “story” now, which it parted from.',
    ]);
    expect(await kept(items)).toEqual(['story 7']);
  });

  test.each(['null', '7', '{"a":1}', '[7,null,["x"]]', 'no json'])(
    'with nonsense in the place of the marks: %s',
    async (nonsense) => {
      const items = new FakeStorage();
      items.setItem(MARKS, nonsense);
      const setup = await openToy(items);
      await freeRun(setup, VCPU0);
      await remove(setup, 'run 1');
      expect(await kept(items)).toEqual(['story 7']);
    },
  );
});

test('a deletion in a workbench of its own is not another one’s', async () => {
  const [one, other] = [await openToy(), setupWorkbench()];
  await freeRun(one, VCPU0);
  await remove(one, 'run 1');
  expect(said(other)).toEqual([]);
});
