import { describe, expect, test } from 'vitest';
import {
  columnPosition,
  columnRun,
  selectDigest,
  selectMoments,
  selectNext,
  selectOtherColumn,
  selectSuggestion,
  selectViolation,
  selectWays,
} from './run-selectors.ts';
import { SCRIPT, VCPU0, VCPU1, ZAP } from './testing/fake-session.ts';
import { openToy, setupWorkbench, TOY } from './testing/setup.ts';
import { storyOf } from './workbench-state.ts';

const ordinary = (actor: number) => ({ actor, variant: 0 });

describe('opening', () => {
  test('loads the story, at its beginning, and judges both columns on it', async () => {
    const { state, actions } = setupWorkbench();
    expect(await actions.open(TOY)).toBe('opened');
    expect(state()).toMatchObject({
      position: 0,
      column: 'before',
      schedule: SCRIPT,
      selection: { gfn: 0x201, level: 1 },
      branches: { current: 'story' },
    });
    expect(state().runs['before']?.violations.map(({ step }) => step)).toEqual([6]);
    expect(state().runs['after']?.violations).toEqual([]);
    expect(selectOtherColumn(state())?.id).toBe('after');
  });

  test('a refusal says why, and leaves what was open', async () => {
    const { state, actions } = setupWorkbench();
    const wrong = storyOf({ kind: 'shipped', id: 'nonsense' });
    expect(await actions.open(wrong)).toBe('refused');
    await actions.open(TOY);
    expect(await actions.open(wrong)).toBe('kept');
    expect(state().opened?.info.id).toBe('toy');
    expect(state().notices).toMatchObject([
      { text: 'No scenario "nonsense".', issues: [{ code: 'unknown' }] },
    ]);
  });
});

describe('stepping', () => {
  test('next follows the schedule without asking the engine to run it again', async () => {
    const { state, actions, sessions, workbench } = await openToy();
    const runs = () =>
      sessions[0]!.requests.filter((r) => r.type === 'run' && r.schedule === SCRIPT);
    const before = runs().length;
    expect(await actions.stepNext()).toBe('moved');
    expect(await actions.stepNext()).toBe('moved');
    await workbench.whenIdle();
    expect(state().position).toBe(2);
    expect(state().branches.current).toBe('story');
    expect(runs()).toHaveLength(before);
  });

  test('a step that is in the schedule already is there in the same turn', async () => {
    const { state, actions } = await openToy();
    void actions.stepNext();
    expect(state().position).toBe(1);
  });

  test('keys pressed faster than the engine answers all count', async () => {
    const { state, actions } = await openToy();
    void actions.reset();
    void actions.stepActor(ordinary(VCPU0));
    void actions.stepActor(ordinary(VCPU0));
    await actions.stepActor(ordinary(ZAP));
    expect(state().schedule.map(({ actor }) => actor)).toEqual([VCPU0, VCPU0, ZAP]);
    expect(state().position).toBe(3);
  });

  test('the step that violates says so', async () => {
    const { actions, state } = await openToy();
    await actions.goTo(5);
    expect(await actions.stepNext()).toBe('violated');
    expect(selectViolation(state())).toMatchObject({ property: 'P8', step: 6 });
    await actions.back();
    expect(selectViolation(state())).toBeNull();
  });

  test('choosing otherwise forks the run, and the story is still there', async () => {
    const { state, actions } = await openToy();
    await actions.goTo(2);
    await actions.stepActor(ordinary(ZAP));
    expect(state().branches.current).toBe('run-1');
    expect(state().schedule.map(({ actor }) => actor)).toEqual([ZAP, ZAP, ZAP]);
    expect(state().position).toBe(3);
    expect(state().runs['before']?.violations).toEqual([]);

    await actions.loadBranch('story');
    // Where the two runs part.
    expect(state()).toMatchObject({ schedule: SCRIPT, position: 2 });
  });

  test('choosing what a branch does already follows that branch', async () => {
    const { state, actions } = await openToy();
    await actions.goTo(2);
    await actions.stepActor(ordinary(ZAP));
    await actions.back();
    await actions.stepActor(ordinary(VCPU0));
    expect(state()).toMatchObject({
      schedule: SCRIPT,
      position: 3,
      branches: { current: 'story' },
    });
    await actions.back();
    await actions.stepActor(ordinary(ZAP));
    expect(state().branches).toMatchObject({ current: 'run-1', list: [{}, {}] });
  });

  test('an actor is moved as the schedule wants, or its ordinary way, or not at all', async () => {
    const { state, actions } = await openToy();
    await actions.goTo(2);
    await actions.stepActor({ actor: VCPU0, variant: 1 });
    await actions.back();
    expect(await actions.moveActor(VCPU0)).toBe('moved');
    expect(state().branches.current).toBe('run-1');
    expect(await actions.moveActor(VCPU1)).toBe('ended'); // waits for mmu_lock
    expect(await actions.moveActor(7)).toBe('ended');
    await actions.moveActor(ZAP);
    expect(state().schedule.at(-1)).toEqual(ordinary(ZAP));
    expect(state().position).toBe(4);
  });

  test('an alternative of a step is another choice', async () => {
    const { state, actions, workbench } = await openToy();
    await actions.goTo(2);
    await workbench.whenIdle();
    expect(selectNext(state())?.filter(({ choice }) => choice.actor === VCPU0)).toMatchObject([
      { variant: 'from the root' },
      { variant: 'from the cache' },
    ]);
    await actions.stepActor({ actor: VCPU0, variant: 1 });
    expect(state().branches.current).toBe('run-1');
  });

  test('a run that has followed the story goes on with it', async () => {
    const { state, actions } = await openToy();
    await actions.reset();
    for (const expected of SCRIPT) {
      expect(selectSuggestion(state())?.choice).toEqual(expected);
      await actions.stepNext();
    }
    expect(state().schedule).toEqual(SCRIPT);
    expect(state().branches.current).toBe('run-1');
  });

  test('off the story next moves the first actor that can, until all have finished', async () => {
    const { state, actions } = await openToy();
    await actions.reset();
    await actions.stepActor(ordinary(VCPU1));
    expect(selectSuggestion(state())?.choice).toEqual(ordinary(VCPU0));
    let steps = 1;
    while ((await actions.stepNext()) !== 'ended') steps += 1;
    expect(steps).toBe(11);
    expect(selectNext(state())).toEqual([]);
  });

  test('going on from the end of the story does not change the story', async () => {
    const { state, actions } = await openToy();
    await actions.last();
    await actions.stepNext();
    expect(state().branches.current).toBe('run-1');
    expect(state().branches.list[0]).toMatchObject({ id: 'story', schedule: SCRIPT });
  });
});

describe('moving', () => {
  test('positions stay within the run', async () => {
    const { state, actions } = await openToy();
    await actions.back();
    expect(state().position).toBe(0);
    await actions.goTo(99);
    expect(state().position).toBe(7);
    await actions.first();
    expect(state().position).toBe(0);
    await actions.last();
    expect(state().position).toBe(7);
  });

  test('moments of the story', async () => {
    const { state, actions } = await openToy();
    const visited: number[] = [];
    for (let i = 0; i < 6; i++) {
      await actions.nextMoment();
      visited.push(state().position);
    }
    expect(visited).toEqual([2, 4, 6, 7, 7, 7]);
    await actions.previousMoment();
    expect(state().position).toBe(6);
    expect(await actions.nextMoment()).toBe('moved');
    expect(await actions.nextMoment()).toBe('ended');
  });

  test('a run on the story goes on with it to the next moment; one off it has none', async () => {
    const { state, actions } = await openToy();
    await actions.reset();
    await actions.nextMoment();
    await actions.nextMoment();
    expect(state().position).toBe(4);
    expect(state().branches.list.map(({ name }) => name)).toEqual(['story', 'run 1']);
    await actions.stepActor(ordinary(ZAP));
    expect(selectMoments(state())).toEqual([0, 2, 4]);
    expect(await actions.nextMoment()).toBe('ended');
  });
});

describe('columns', () => {
  test('switching keeps schedule and position', async () => {
    const { state, actions } = await openToy();
    await actions.goTo(6);
    const before = selectDigest(state());
    await actions.nextColumn();
    expect(state()).toMatchObject({ column: 'after', position: 6, schedule: SCRIPT });
    expect(selectDigest(state())).not.toBe(before);
    expect(selectViolation(state())).toBeNull();
    await actions.nextColumn();
    expect(selectDigest(state())).toBe(before);
  });

  test('a column that cannot follow says at which step and why, and the other one goes on', async () => {
    const { state, actions } = await openToy();
    await actions.last();
    await actions.stepActor(ordinary(ZAP)); // the fifth step of zap: in `after` it has only four
    await actions.stepActor(ordinary(VCPU1));
    expect(state().runs['before']?.stopped).toBeNull();
    expect(state().runs['after']?.stopped).toEqual({ step: 8, text: 'zap has finished' });

    await actions.selectColumn('after');
    expect(state().position).toBe(9);
    expect(columnPosition(state())).toBe(7);
    expect(await actions.stepNext()).toBe('ended');

    // Its actors can still be chosen: the run forks where the column stopped.
    await actions.stepActor(ordinary(VCPU1));
    expect(state().schedule).toEqual([...SCRIPT, ordinary(VCPU1)]);
    expect(columnRun(state()).stopped).toBeNull();
  });
});

describe('who may move', () => {
  test('is known at every position, with the reason for those who may not', async () => {
    const { state, actions, workbench } = await openToy();
    await actions.goTo(1);
    await workbench.whenIdle();
    expect(selectWays(state())?.blocked).toEqual([
      { actor: VCPU1, reason: 'waits', text: 'waits for mmu_lock, held for write by zap' },
    ]);
    await actions.goTo(0);
    await workbench.whenIdle();
    expect(selectWays(state())?.blocked).toEqual([]);
  });

  test('scrubbing asks for where it ends, not for every step on the way', async () => {
    const { state, actions, workbench, sessions } = await openToy();
    const session = sessions[0]!;
    const answer = session.handle.bind(session);
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const asked: number[] = [];
    session.handle = async (request) => {
      if (request.type === 'run') asked.push(request.schedule.length);
      await released;
      return answer(request);
    };
    for (const n of [1, 2, 3, 4, 5, 6, 5, 4]) await actions.goTo(n);
    expect(asked).toEqual([1]);
    release();
    await workbench.whenIdle();
    expect(asked).toEqual([1, 4]);
    expect(selectWays(state())).not.toBeNull();
  });
});

describe('the mirror', () => {
  test('equals the engine at every position, on every branch, in every column', async () => {
    const { workbench, state, actions } = await openToy();
    const digestOfMirror = (): string => {
      const picture = workbench.selectPicture(state())!;
      let hash = 0x811c9dc5;
      for (let cell = 0; cell < picture.view.map.memory.cellCount; cell++)
        hash = Math.imul(hash ^ picture.view.cells.read(cell), 0x01000193);
      return (hash >>> 0).toString(16).padStart(16, '0');
    };
    const check = () => expect(digestOfMirror()).toBe(selectDigest(state()));
    for (const position of [0, 7, 3, 6, 1, 5, 0, 4]) {
      await actions.goTo(position);
      check();
      await actions.nextColumn();
      check();
    }
    await actions.stepActor(ordinary(ZAP));
    check();
    await actions.loadBranch('story');
    check();
    await actions.last();
    check();
  });

  test('is the same object while nothing moves', async () => {
    const { workbench, state, actions } = await openToy();
    await actions.goTo(3);
    const picture = workbench.selectPicture(state());
    actions.select({ gfn: 0x202, level: 1 });
    expect(workbench.selectPicture(state())).toBe(picture);
  });
});

describe('after a crash', () => {
  test('a new engine comes back to the same schedule and position', async () => {
    const { state, actions, sessions } = await openToy();
    await actions.goTo(2);
    await actions.stepActor(ordinary(ZAP));
    const digest = selectDigest(state());
    sessions[0]!.handle = () => ({ type: 'crashed', message: 'boom', repro: 'how to' });
    expect(await actions.stepActor(ordinary(ZAP))).toBe('crashed');
    expect(state().crash?.message).toBe('boom');
    expect(state().crash?.repro).toMatch(/^how to\n#v1\/toy\/before\?run=zap:3&at=3&/);
    expect(state().position).toBe(3);

    expect(await actions.recover()).toBe('opened');
    expect(sessions).toHaveLength(2);
    expect(state()).toMatchObject({ crash: null, position: 3, branches: { current: 'run-1' } });
    expect(state().lastCrash?.message).toBe('boom');
    expect(selectDigest(state())).toBe(digest);
  });

  test('a run that the engine cannot bear is left for the story; its branch stays', async () => {
    const { state, actions } = await openToy();
    await actions.goTo(2);
    await actions.stepActor(ordinary(ZAP));
    expect(await actions.recover('story')).toBe('opened');
    expect(state()).toMatchObject({
      position: 0,
      schedule: SCRIPT,
      branches: { current: 'story' },
    });
    expect(state().branches.list).toHaveLength(2);
  });

  test('a crash while opening is reported, too', async () => {
    const { state, actions } = setupWorkbench();
    expect(await actions.open(storyOf({ kind: 'shipped', id: 'crash' }))).toBe('crashed');
    expect(state().crash?.message).toBe('boom');
    expect(await actions.recover()).toBe('crashed');
    expect(await actions.open(TOY)).toBe('opened');
    expect(state().crash).toBeNull();
  });
});

describe('an actor that goes on by itself', () => {
  test('adds its steps to the run as if chosen one by one, and undo takes them back one by one', async () => {
    const { state, actions, workbench } = await openToy();
    await actions.reset();
    await actions.goOn(() => Promise.resolve([ordinary(ZAP), ordinary(ZAP)]));
    await workbench.whenIdle();
    expect(state()).toMatchObject({ position: 2, branches: { current: 'run-1' } });
    const digest = selectDigest(state());
    const other = await openToy();
    await other.actions.reset();
    await other.actions.stepActor(ordinary(ZAP));
    await other.actions.stepActor(ordinary(ZAP));
    expect(selectDigest(other.state())).toBe(digest);
    await actions.back();
    expect(state().position).toBe(1);
  });

  test('from the middle of the story parts from it, and leaves it as it is', async () => {
    const { state, actions } = await openToy();
    await actions.goTo(1);
    await actions.goOn(() => Promise.resolve([ordinary(VCPU1), ordinary(VCPU1)]));
    expect(state().branches.list.map(({ schedule }) => schedule.length)).toEqual([
      SCRIPT.length,
      3,
    ]);
    expect(state().position).toBe(3);
  });

  test('that cannot move changes nothing', async () => {
    const { state, actions } = await openToy();
    const before = state().branches;
    expect(await actions.goOn(() => Promise.resolve([]))).toBe('ended');
    expect(state().branches).toBe(before);
  });
});
