import { describe, expect, test, vi } from 'vitest';
import { createActor, fromPromise, SimulatedClock, type StateValue } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import {
  SPEEDS,
  type Recovery,
  type SessionEvent,
  type SessionOutcome,
  type SessionStep,
} from './session-events.ts';
import { sessionMachine } from './session.machine.ts';

function setup({
  first = 'opened',
  recoveries = ['opened'],
  steps = [],
}: {
  first?: SessionOutcome;
  recoveries?: SessionOutcome[];
  steps?: SessionStep[];
} = {}) {
  const clock = new SimulatedClock();
  const asked: Recovery[] = [];
  const step = vi.fn(() => Promise.resolve(steps.shift() ?? ('moved' as const)));
  const machine = sessionMachine.provide({
    actors: {
      step: fromPromise(step),
      recover: fromPromise<SessionOutcome, { recovery: Recovery }>(({ input }) => {
        asked.push(input.recovery);
        return Promise.resolve(recoveries.shift() ?? 'opened');
      }),
    },
  });
  const opening = (): Promise<SessionOutcome> => Promise.resolve(first);
  const actor = createActor(machine, { clock, input: { opening } });
  actor.start();
  const value = (): StateValue => actor.getSnapshot().value;
  return { actor, clock, step, asked, value };
}

/** Lets promises that are resolved already arrive. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

const PAUSED = { ready: 'paused' };
const WAITING = { ready: { playing: 'waiting' } };

describe('opening', () => {
  test.each<[SessionOutcome, StateValue]>([
    ['opened', PAUSED],
    ['kept', PAUSED],
    ['stale', PAUSED],
    ['refused', 'refused'],
  ])('%s', async (first, expected) => {
    const { value } = setup({ first });
    expect(value()).toBe('loading');
    await settle();
    expect(value()).toEqual(expected);
  });

  test('something else can be opened after a refusal, and while opening', async () => {
    const { actor, value } = setup({ first: 'refused' });
    const late = vi.fn<() => Promise<SessionOutcome>>(() => Promise.resolve('opened'));
    actor.send({ type: 'open', opening: late });
    await settle();
    expect(value()).toEqual(PAUSED);
    actor.send({ type: 'open', opening: () => Promise.resolve('refused') });
    await settle();
    expect(value()).toBe('refused');
    actor.send({ type: 'open', opening: late });
    await settle();
    expect(late).toHaveBeenCalledTimes(2);
    expect(value()).toEqual(PAUSED);
  });
});

describe('playing', () => {
  test('steps at once, then at the pace of the speed level', async () => {
    const { actor, clock, step, value } = setup();
    await settle();
    actor.send({ type: 'play' });
    await settle();
    expect(step).toHaveBeenCalledTimes(1);
    expect(value()).toEqual(WAITING);
    clock.increment(999);
    await settle();
    expect(step).toHaveBeenCalledTimes(1);
    clock.increment(1);
    await settle();
    expect(step).toHaveBeenCalledTimes(2);
  });

  test.each(SPEEDS)('$title waits $delay ms', async ({ id, delay }) => {
    const { actor, clock, step } = setup();
    await settle();
    actor.send({ type: 'speed', speed: id });
    actor.send({ type: 'play' });
    await settle();
    clock.increment(delay - 1);
    await settle();
    expect(step).toHaveBeenCalledTimes(1);
    clock.increment(1);
    await settle();
    expect(step).toHaveBeenCalledTimes(2);
  });

  test.each<SessionStep>(['ended', 'violated'])('pauses when a step has %s', async (last) => {
    const { actor, clock, step, value } = setup({ steps: ['moved', last] });
    await settle();
    actor.send({ type: 'toggle' });
    await settle();
    clock.increment(1000);
    await settle();
    expect(value()).toEqual(PAUSED);
    clock.increment(10_000);
    await settle();
    expect(step).toHaveBeenCalledTimes(2);
  });

  test('pauses when told to, also between two steps', async () => {
    const { actor, clock, step, value } = setup();
    await settle();
    actor.send({ type: 'play' });
    await settle();
    actor.send({ type: 'toggle' });
    expect(value()).toEqual(PAUSED);
    clock.increment(10_000);
    await settle();
    expect(step).toHaveBeenCalledTimes(1);
  });
});

describe('crashes', () => {
  test('one restart brings the same run back', async () => {
    const { actor, asked, value } = setup();
    await settle();
    actor.send({ type: 'crashed' });
    expect(value()).toBe('restarting');
    await settle();
    expect(value()).toEqual(PAUSED);
    expect(asked).toEqual(['same-run']);
  });

  test('a step that crashes while playing restarts, and does not play on', async () => {
    const { actor, clock, step, value } = setup({ steps: ['crashed'] });
    await settle();
    actor.send({ type: 'play' });
    await settle();
    expect(value()).toEqual(PAUSED);
    clock.increment(4000);
    await settle();
    expect(step).toHaveBeenCalledTimes(1);
  });

  test('a run that crashes again is left for the story; a third crash stays until the reader acts', async () => {
    const { actor, asked, value } = setup({ recoveries: ['crashed', 'crashed', 'opened'] });
    await settle();
    actor.send({ type: 'crashed' });
    await settle();
    expect(asked).toEqual(['same-run', 'story']);
    expect(value()).toBe('crashed');
    actor.send({ type: 'restart' });
    await settle();
    expect(asked).toEqual(['same-run', 'story', 'same-run']);
    expect(value()).toEqual(PAUSED);
  });

  test('crashes that follow each recovery closely do not restart for ever', async () => {
    const { actor, asked, value } = setup();
    await settle();
    for (let i = 0; i < 5; i++) {
      actor.send({ type: 'crashed' });
      await settle();
    }
    expect(asked).toHaveLength(2);
    expect(value()).toBe('crashed');
  });

  test('an engine that ran for a while may be restarted again', async () => {
    const { actor, clock, asked } = setup();
    await settle();
    for (let i = 0; i < 4; i++) {
      actor.send({ type: 'crashed' });
      await settle();
      clock.increment(5000);
    }
    expect(asked).toEqual(['same-run', 'same-run', 'same-run', 'same-run']);
  });
});

test('from every state that can be reached, opening something leads back to work', async () => {
  const opening = (): Promise<SessionOutcome> => Promise.resolve('opened');
  const events: SessionEvent[] = [
    { type: 'open', opening },
    { type: 'play' },
    { type: 'pause' },
    { type: 'toggle' },
    { type: 'speed', speed: 'fast' },
    { type: 'crashed' },
    { type: 'restart' },
  ];
  const done = (actorId: string, output: SessionOutcome | SessionStep) => ({
    type: `xstate.done.actor.${actorId}`,
    actorId,
    output,
  });
  const invocations = [
    ...(['opened', 'refused', 'crashed'] as const).flatMap((output) => [
      done('0.session.loading', output),
      done('0.session.restarting', output),
    ]),
    ...(['moved', 'ended', 'crashed'] as const).map((output) =>
      done('0.session.ready.playing.stepping', output),
    ),
  ];
  const paths = getShortestPaths(sessionMachine, {
    input: { opening },
    events: [...events, ...(invocations as unknown as SessionEvent[])],
    serializeState: (state) => JSON.stringify([state.value, state.context.restarts]),
  });
  const reached = paths.map((path) => JSON.stringify(path.state.value));
  expect([...new Set(reached)].sort()).toEqual(
    [
      'loading',
      'refused',
      'crashed',
      'restarting',
      PAUSED,
      WAITING,
      { ready: { playing: 'stepping' } },
    ]
      .map((value) => JSON.stringify(value))
      .sort(),
  );
  for (const { state } of paths) {
    const actor = createActor(sessionMachine, { snapshot: state, input: { opening } }).start();
    actor.send({ type: 'open', opening });
    await settle();
    expect(actor.getSnapshot().value).toEqual(PAUSED);
    actor.stop();
  }
});
