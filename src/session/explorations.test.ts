/** All interleavings, asked for through the session: in slices, beside what is on screen. */
import { expect, test } from 'vitest';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import { sceneConfig, store, zap, type Scene } from '../engine/testing/scene.ts';
import { violationDistances } from '../explorer/distances.ts';
import { Search } from '../explorer/search.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import type {
  ExplorationBounds,
  ExplorationProgress,
  ExploredReply,
  HintsReply,
} from '../protocol/explore.ts';
import type { Progress, Reply } from '../protocol/messages.ts';
import type { Choice } from '../protocol/run.ts';
import { dirtyLogStress } from '../scenario/dirty-log-stress.ts';
import { Explorations } from './explorations.ts';
import type { RequestControl } from './request-control.ts';
import type { Session } from './session.ts';
import { ZAP_SCENE, ZAP_SCRIPT, sceneSession } from './testing/scene-session.ts';

const BOUNDS: ExplorationBounds = { statesMax: 100_000, depthMax: 1000, bytesMax: 1e9 };
/** Enough for several slices. */
const LARGE: Scene = {
  leafs: { 0x205: 'WC', 0x206: 'WC' },
  vcpus: [[store(0x205), store(0x206)], [store(0x206)]],
  hosts: { zap: [zap(0x205)] },
};
const P8 = 1 << DETECTORS.findIndex(({ id }) => id === 'P8');

async function opened(scene: Scene = ZAP_SCENE): Promise<Session> {
  const session = sceneSession(scene);
  await session.handle({ type: 'open', source: { kind: 'shipped', id: 'scene' } });
  return session;
}

interface Watched {
  readonly control: RequestControl;
  readonly progress: ExplorationProgress[];
}

function watch(between: (slices: number) => unknown = () => undefined): Watched {
  const progress: ExplorationProgress[] = [];
  let cancelled = false;
  const onProgress = (seen: Progress): void => {
    if ('phase' in seen) progress.push(seen);
  };
  const pause = async (): Promise<void> => {
    if ((await between(progress.length)) === 'cancel') cancelled = true;
  };
  return { control: { cancelled: () => cancelled, onProgress, pause }, progress };
}

function explored(reply: Reply): ExploredReply {
  if (reply.type !== 'explored') throw new Error(`not explored: ${JSON.stringify(reply)}`);
  return reply;
}

const explore = async (
  session: Session,
  column = 'before',
  { bounds = BOUNDS, control }: { bounds?: ExplorationBounds; control?: RequestControl } = {},
): Promise<ExploredReply> =>
  explored(await session.handle({ type: 'explore', column, bounds }, control));

function searched(kernel: 'before' | 'after'): Search {
  const search = new Search(new Machine(sceneConfig({ ...ZAP_SCENE, kernel })));
  while (!search.advance(1000));
  return search;
}

test('it finds what the explorer finds, and each witness leads on screen to what it is one of', async () => {
  const session = await opened();
  const reply = await explore(session);
  const search = searched('before');
  const plain = propertyVerdicts(search.graph, { bounded: false });
  expect([reply.states, reply.transitions, reply.bound]).toEqual([
    search.states,
    search.transitions,
    null,
  ]);
  expect(reply.properties.map(({ property, verdict, ends }) => [property, verdict, ends])).toEqual(
    plain.map(({ property, verdict, ends }) => [property, verdict, ends]),
  );
  let witnesses = 0;
  for (const { property, shortest, fewestSwitches } of reply.properties) {
    for (const witness of [shortest, fewestSwitches]) {
      if (witness === null) continue;
      witnesses += 1;
      const { schedule } = witness;
      const ran = await session.handle({ type: 'run', column: 'before', schedule, recordsFrom: 0 });
      if (ran.type !== 'ran') throw new Error('not run');
      const last = ran.violations.filter((violation) => violation.step === schedule.length);
      expect(last.map((violation) => violation.property)).toContain(property);
    }
  }
  expect(witnesses).toBe(4);
  const after = await explore(session, 'after');
  expect(after.properties.every(({ verdict }) => verdict === 'never')).toBe(true);
  expect(after.outcomes.every(({ violated }) => violated.length === 0)).toBe(true);
});

test('what is on screen can be stepped between two slices; neither disturbs the other', async () => {
  const session = await opened(LARGE);
  const alone = await explore(await opened(LARGE));
  const schedule = Array.from({ length: 5 }, () => ({ actor: 0, variant: 0 }));
  const digests = new Set<string>();
  let runs = 0;
  const { control } = watch(async () => {
    runs += 1;
    const column = runs % 2 === 0 ? 'before' : 'after';
    const ran = await session.handle({ type: 'run', column, schedule, recordsFrom: 0 });
    digests.add(ran.type === 'ran' ? ran.digest : ran.type);
  });
  const beside = await explore(session, 'before', { control });
  expect(runs).toBeGreaterThan(3);
  expect(digests.size).toBe(1);
  expect(beside).toEqual(alone);
});

test('a cancelled search ends with the slice under way; asked for again, it goes on from there', async () => {
  const session = await opened(LARGE);
  const first = watch((slices) => (slices === 2 ? 'cancel' : undefined));
  const request = { type: 'explore', column: 'before', bounds: BOUNDS } as const;
  expect(await session.handle(request, first.control)).toEqual({ type: 'cancelled' });
  expect(first.progress).toHaveLength(2);
  const again = watch();
  const reply = await explore(session, 'before', { control: again.control });
  expect(again.progress[0]?.transitions).toBeGreaterThan(first.progress[1]!.transitions);
  expect(reply).toEqual(await explore(await opened(LARGE)));
});

test('a search that was put down can be judged as it is: nothing is "never" then', async () => {
  const session = await opened(LARGE);
  const { control, progress } = watch(() => 'cancel');
  await session.handle({ type: 'explore', column: 'before', bounds: BOUNDS }, control);
  const stop = { type: 'explore', column: 'before', bounds: BOUNDS, stop: true } as const;
  const reply = explored(await session.handle(stop));
  expect([reply.bound, reply.states]).toEqual(['stopped', progress[0]!.states]);
  expect(reply.properties.map(({ verdict }) => verdict)).not.toContain('never');
  // Asked for again it is searched anew, to the end.
  expect((await explore(session)).bound).toBeNull();
});

test('a stopped search is told if it has come further than the one before it; else that one stands', async () => {
  const session = await opened(LARGE);
  const few = { ...BOUNDS, statesMax: 50 };
  expect((await explore(session, 'before', { bounds: few })).states).toBe(50);
  const request = { type: 'explore', column: 'before', bounds: BOUNDS } as const;
  const stop = { ...request, stop: true } as const;
  const more = watch(() => 'cancel');
  await session.handle(request, more.control);
  const further = explored(await session.handle(stop));
  expect([further.bound, further.states]).toEqual(['stopped', more.progress[0]!.states]);
  expect(further.states).toBeGreaterThan(50);

  // One slice of a search cannot come further than two of them have.
  await session.handle(request, watch((slices) => (slices === 2 ? 'cancel' : undefined)).control);
  const two = explored(await session.handle(stop));
  expect(two.states).toBeGreaterThan(further.states);
  await session.handle(request, watch(() => 'cancel').control);
  expect(explored(await session.handle(stop))).toEqual(two);
  // And what was given up is not gone on with.
  const again = watch();
  expect((await explore(session, 'before', { control: again.control })).bound).toBeNull();
  expect(again.progress[0]?.states).toBe(more.progress[0]?.states);
});

test('a large search is put down at the end of the slice in which that was asked', async () => {
  const scenario = dirtyLogStress({ pages: 2, vcpus: 3, stores: 1, rounds: 1 });
  if (!scenario.ok) throw new Error('the scaling scenario is wrong');
  const explorations = new Explorations();
  const { config } = scenario.value.columns[0]!;
  const request = {
    type: 'explore',
    column: 'plain',
    bounds: { ...BOUNDS, statesMax: 1e7 },
  } as const;
  const { control, progress } = watch((slices) => (slices === 20 ? 'cancel' : undefined));
  const call = { scenario: 'stress', config, request };
  expect(await explorations.handle(call, control)).toEqual({ type: 'cancelled' });
  const [before, last] = [progress[18]!, progress[19]!];
  expect(progress).toHaveLength(20);
  // A slice: so many transitions, and those of one state more.
  expect(last.transitions - before.transitions).toBeLessThanOrEqual(8192 + config.actors.length);
  // Judging what was found by then is in slices, too: it can be left at once.
  const stop = { ...request, stop: true } as const;
  const left = watch(() => 'cancel');
  expect(await explorations.handle({ ...call, request: stop }, left.control)).toEqual({
    type: 'cancelled',
  });
  expect(left.progress.map(({ phase }) => phase)).toEqual(['judge']);
  expect(left.progress[0]?.states).toBe(last.states);
  const told = explored(await explorations.handle({ ...call, request: stop }, watch().control));
  expect([told.bound, told.states]).toEqual(['stopped', last.states]);
  expect(told.properties.map(({ verdict }) => verdict)).not.toContain('never');
});

test('what was found is kept, also over another scenario; with other bounds a bounded search is done anew', async () => {
  const session = await opened();
  const reply = await explore(session);
  await session.handle({ type: 'open', source: { kind: 'shipped', id: 'scene' } });
  const { control, progress } = watch();
  expect(await explore(session, 'before', { control })).toEqual(reply);
  expect(progress).toEqual([]);

  const few = { ...BOUNDS, statesMax: 50 };
  const bounded = await explore(session, 'after', { bounds: few });
  expect([bounded.bound, bounded.states]).toEqual(['states', 50]);
  expect(await explore(session, 'after', { bounds: few })).toEqual(bounded);
  expect((await explore(session, 'after')).bound).toBeNull();
  // What is complete answers every bound.
  expect((await explore(session, 'after', { bounds: few })).bound).toBeNull();
});

test('old tables are dropped when they take too much room; the newest never is', async () => {
  const explorations = new Explorations(1);
  const config = sceneConfig(ZAP_SCENE);
  const ask = async (column: string, digest: string): Promise<HintsReply> => {
    const call = { scenario: 'scene', config, request: { type: 'hints', column, digest } } as const;
    return (await explorations.handle(call, watch().control)) as HintsReply;
  };
  const digest = new Machine(config).hash;
  const digits = [digest.hi, digest.lo].map((half) => half.toString(16).padStart(8, '0')).join('');
  for (const column of ['a', 'b']) {
    const request = { type: 'explore', column, bounds: BOUNDS } as const;
    await explorations.handle({ scenario: 'scene', config, request }, watch().control);
    expect((await ask(column, digits)).ways).not.toEqual([]);
  }
  expect((await ask('a', digits)).ways).toEqual([]);
});

async function hintsAt(session: Session, column: string, schedule: readonly Choice[]) {
  const ran = await session.handle({ type: 'run', column, schedule, recordsFrom: 0 });
  if (ran.type !== 'ran') throw new Error('not run');
  const reply = await session.handle({ type: 'hints', column, digest: ran.digest });
  if (reply.type !== 'hints') throw new Error('no hints');
  return { reply, next: ran.next };
}

test('hints: along the story each way is as far from a violation as the graph says', async () => {
  const session = await opened();
  await explore(session);
  await explore(session, 'after');
  const search = searched('before');
  const distances = violationDistances(search.graph, P8);
  const machine = new Machine(sceneConfig(ZAP_SCENE));
  for (let step = 0; step < 14; step++) {
    const { reply, next } = await hintsAt(session, 'before', ZAP_SCRIPT.slice(0, step));
    const state = search.table.find({ lo: machine.hashLo, hi: machine.hashHi });
    expect(reply.properties).toEqual(['P8']);
    expect(reply.ways.map(({ choice }) => choice)).toEqual(next.map(({ choice }) => choice));
    const nearest = Math.min(
      ...reply.ways.map(({ distance }) => (typeof distance === 'number' ? distance : Infinity)),
    );
    expect(nearest).toBe(distances[state]);
    machine.step(ZAP_SCRIPT[step]!);
  }
  // One step before the loss: the zapper violates at once.
  const { reply } = await hintsAt(session, 'before', ZAP_SCRIPT.slice(0, 13));
  expect(reply.ways.find(({ choice }) => choice.actor === 1)?.distance).toBe(1);
  const clean = await hintsAt(session, 'after', ZAP_SCRIPT.slice(0, 13));
  expect(clean.reply.ways.map(({ distance }) => distance)).toContain('far');
  expect(clean.reply.properties).toEqual([]);
});

test('hints: what nobody has searched is unknown, never out of reach', async () => {
  const session = await opened();
  expect((await hintsAt(session, 'before', [])).reply.ways).toEqual([]);
  await explore(session, 'after', { bounds: { ...BOUNDS, statesMax: 10 } });
  const { reply } = await hintsAt(session, 'after', []);
  const distances = new Set(reply.ways.map(({ distance }) => distance));
  expect([...distances]).toEqual(['unknown']);
  expect(
    await session.handle({ type: 'hints', column: 'after', digest: 'no digest' }),
  ).toMatchObject({ ways: [] });
});

test('a depth of the state space is reached by a run of that length', async () => {
  const session = await opened();
  const { shape } = await explore(session);
  const depth = shape.find(({ violating }) => violating > 0)!.depth;
  const reach = { type: 'reach', column: 'before', depth, target: 'violation' } as const;
  const reply = await session.handle(reach);
  if (reply.type !== 'reached' || reply.schedule === null) throw new Error('not reached');
  expect(reply.schedule).toHaveLength(depth + 1);
  const { schedule } = reply;
  const ran = await session.handle({ type: 'run', column: 'before', schedule, recordsFrom: 0 });
  expect(ran.type === 'ran' && ran.violations.map(({ property }) => property)).toContain('P8');
  expect(await session.handle({ ...reach, depth: 999 })).toEqual({
    type: 'reached',
    schedule: null,
  });
});

test('why each step is needed is asked in slices, too', async () => {
  const session = await opened();
  const schedule = ZAP_SCRIPT.slice(0, 14);
  const request = { type: 'needs', column: 'before', schedule, property: 'P8' } as const;
  const reply = await session.handle(request);
  if (reply.type !== 'needs') throw new Error('no needs');
  expect(reply.needs).toEqual([
    { first: 1, last: 7, without: 'clean', before: 12 },
    // The store retires after D is set: the Dirty bit is lost without that, too.
    { first: 8, last: 13, without: 'violates', before: null },
    { first: 14, last: 14, without: 'clean', before: null },
  ]);
  expect(await session.handle(request, watch(() => 'cancel').control)).toEqual({
    type: 'cancelled',
  });
});

test('the changes of an SPTE are counted in what was searched: in slices, and only once it was', async () => {
  const session = await opened(LARGE);
  const request = { type: 'changes', column: 'before', gfn: 0x205, level: 1 } as const;
  const unknown = { ...request, changes: null, bound: null, states: 0 };
  expect(await session.handle(request)).toEqual(unknown);
  const { states } = await explore(session);
  const reply = await session.handle(request);
  if (reply.type !== 'changes' || reply.changes === null) throw new Error('not counted');
  expect([reply.bound, reply.states]).toEqual([null, states]);
  const edges = reply.changes.map(({ from, to }) => `${from} ${to}`);
  expect(edges).toContain('WC WD');
  expect(edges).toContain('WD none');
  const cancelled = watch(() => 'cancel').control;
  expect(await session.handle(request, cancelled)).toEqual({ type: 'cancelled' });
  const before = { ...watch().control, cancelled: () => true };
  expect(await session.handle(request, before)).toEqual({ type: 'cancelled' });

  const part = { ...BOUNDS, statesMax: 500 };
  await explore(session, 'after', { bounds: part });
  const bounded = await session.handle({ ...request, column: 'after' });
  expect(bounded).toMatchObject({ type: 'changes', bound: 'states', states: 500 });
});

test('a bug of the explorer leaves what is on screen alone', async () => {
  const session = await opened(LARGE);
  const control = { ...watch().control, pause: () => Promise.reject(new Error('a bug')) };
  const request = { type: 'explore', column: 'before', bounds: BOUNDS } as const;
  expect(await session.handle(request, control)).toEqual({
    type: 'crashed',
    message: 'a bug',
    repro: 'sptescope test; scenario scene; explore before',
  });
  const run = { type: 'run', column: 'before', schedule: [], recordsFrom: 0 } as const;
  expect(await session.handle(run)).toMatchObject({ type: 'ran' });
  expect(await session.handle({ ...request, column: 'never' })).toMatchObject({ type: 'refused' });
});
