import { createActor, fromPromise, type ActorRefFrom } from 'xstate';
import { expect, test, vi } from 'vitest';
import { USUAL_BOUNDS } from './exploration-events.ts';
import {
  explorationMachine,
  phaseOf,
  type ColumnSearch,
  type SearchOutcome,
} from './exploration.machine.ts';

interface Search extends ColumnSearch {
  readonly signal: AbortSignal;
  readonly end: (outcome: SearchOutcome) => void;
  readonly break: () => void;
}

function setup() {
  const searches: Search[] = [];
  const machine = explorationMachine.provide({
    actors: {
      search: fromPromise<SearchOutcome, ColumnSearch>(
        ({ input, signal }) =>
          new Promise((resolve, reject) => {
            searches.push({
              ...input,
              signal,
              end: resolve,
              break: () => reject(new Error('a bug')),
            });
          }),
      ),
    },
  });
  const actor: ActorRefFrom<typeof machine> = createActor(machine);
  actor.start();
  const phase = () => phaseOf(actor.getSnapshot());
  return { actor, searches, phase, last: () => searches.at(-1)! };
}

const MORE = { ...USUAL_BOUNDS, statesMax: 10_000_000 };

test('opening a scenario searches its columns, one after the other', async () => {
  const { actor, searches, phase, last } = setup();
  expect(phase()).toBe('idle');
  actor.send({ type: 'open', columns: ['before', 'after'] });
  expect(last()).toMatchObject({ column: 'before', bounds: USUAL_BOUNDS, stop: false });
  last().end('explored');
  await vi.waitFor(() => expect(searches).toHaveLength(2));
  expect([last().column, phase()]).toEqual(['after', 'exploring']);
  last().end('explored');
  await vi.waitFor(() => expect(phase()).toBe('explored'));
});

test('another scenario takes over at once, and the search before it is left', () => {
  const { actor, searches, last } = setup();
  actor.send({ type: 'open', columns: ['before'] });
  actor.send({ type: 'explore', bounds: MORE });
  actor.send({ type: 'open', columns: ['other'] });
  expect(searches.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  expect(last()).toMatchObject({ column: 'other', bounds: USUAL_BOUNDS });
});

test('pausing leaves the search, and resuming asks for the same again', () => {
  const { actor, searches, phase } = setup();
  actor.send({ type: 'open', columns: ['before'] });
  actor.send({ type: 'resume' });
  actor.send({ type: 'pause' });
  expect([phase(), searches.length, searches[0]?.signal.aborted]).toEqual(['paused', 1, true]);
  actor.send({ type: 'pause' });
  actor.send({ type: 'resume' });
  expect([phase(), searches.length]).toEqual(['exploring', 2]);
  expect(searches[1]).toMatchObject({ column: 'before', stop: false });
});

test('cancelling asks for what was found, from a search under way and from one put down', async () => {
  for (const before of [[], ['pause']] as const) {
    const { actor, searches, phase, last } = setup();
    actor.send({ type: 'open', columns: ['before', 'after'] });
    for (const type of before) actor.send({ type });
    actor.send({ type: 'cancel' });
    expect(searches[0]?.signal.aborted).toBe(true);
    expect(last()).toMatchObject({ column: 'before', stop: true });
    last().end('explored');
    await vi.waitFor(() => expect(phase()).toBe('stopped'));
    // The other columns are not searched; asking again begins with the first.
    expect(searches).toHaveLength(2);
    actor.send({ type: 'explore', bounds: MORE });
    expect(last()).toMatchObject({ column: 'before', bounds: MORE, stop: false });
  }
});

test('a failure is told, and ends it; so does an engine that was started anew', async () => {
  for (const [end, phase] of [
    ['failed', 'failed'],
    ['interrupted', 'stopped'],
  ] as const) {
    const { actor, last, phase: now } = setup();
    actor.send({ type: 'open', columns: ['before', 'after'] });
    last().end(end);
    await vi.waitFor(() => expect(now()).toBe(phase));
  }
  const { actor, last, phase } = setup();
  actor.send({ type: 'open', columns: ['before'] });
  last().break();
  await vi.waitFor(() => expect(phase()).toBe('failed'));
});
