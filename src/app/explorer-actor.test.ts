// @vitest-environment jsdom
/** The explorer of the page over a real session: machine, driver and store together. */
import { expect, test, vi } from 'vitest';
import { ENGINE_ANSWERS, type EngineDialect } from '../client/engine-client.ts';
import { InProcessClient } from '../client/testing/in-process-client.ts';
import { textDeflater } from '../client/text-deflater.ts';
import { store as storeTo, zap, type Scene } from '../engine/testing/scene.ts';
import { ZAP_SCENE, ZAP_SCRIPT, sceneSession } from '../session/testing/scene-session.ts';
import { USUAL_BOUNDS } from '../machines/exploration-events.ts';
import { createWorkbench } from '../state/create-workbench.ts';
import { pageStorage } from '../state/page-storage.ts';
import { selectHints } from '../state/run-selectors.ts';
import { FakePlace, FakeStorage } from '../state/testing/setup.ts';
import { storyOf } from '../state/workbench-state.ts';
import { startExplorerActor } from './explorer-actor.ts';

/** So large that nobody sees the end of a search of it: the first column is under way all the time. */
const LARGE: Scene = {
  leafs: { 0x205: 'WC', 0x206: 'WC' },
  vcpus: [[storeTo(0x205), storeTo(0x206)], [storeTo(0x206)], [storeTo(0x207)], [storeTo(0x208)]],
  hosts: { zap: [zap(0x205)] },
};

async function setup(scene: Scene = ZAP_SCENE) {
  const client = new InProcessClient<EngineDialect>(() => sceneSession(scene), ENGINE_ANSWERS);
  const storage = pageStorage(() => new FakeStorage());
  const place = new FakePlace();
  const workbench = createWorkbench({ client, place, storage, deflater: textDeflater });
  const { store } = workbench;
  const { actions } = store.getState();
  await actions.open(storyOf({ kind: 'shipped', id: 'scene' }));
  startExplorerActor(workbench, client);
  const phase = () => store.getState().explorationPhase;
  const until = (wanted: string) => vi.waitFor(() => expect(phase()).toBe(wanted), 10_000);
  const send = (type: 'pause' | 'resume' | 'cancel') => store.getState().explorer?.send({ type });
  return { workbench, store, actions, until, send, state: store.getState };
}

test('every column of an opened scenario is searched, and again when another one is opened', async () => {
  const { actions, until, state } = await setup();
  await until('explored');
  const { before, after } = state().explored;
  expect([before?.bound, after?.bound]).toEqual([null, null]);
  expect(before?.outcomes.some(({ violated }) => violated.includes('P8'))).toBe(true);
  expect(after?.properties.every(({ verdict }) => verdict === 'never')).toBe(true);
  await actions.open(storyOf({ kind: 'shipped', id: 'scene' }));
  expect(state().explored).not.toHaveProperty('after');
  await until('explored');
  expect(state().explored).toEqual({ before, after });
});

test('a witness is put on screen at its end, in its column, as a run of its own', async () => {
  const { actions, until, state } = await setup();
  await until('explored');
  await actions.selectColumn('after');
  const p8 = state().explored['before']!.properties.find(({ property }) => property === 'P8')!;
  await actions.showRun(p8.shortest!.schedule, 'before');
  expect([state().column, state().position]).toEqual(['before', p8.shortest!.steps]);
  expect(state().runs['before']?.violations.map(({ property }) => property)).toContain('P8');
  expect(state().branches.list.map(({ name }) => name)).toEqual(['story', 'witness 1']);
  // The same run again is the same branch.
  await actions.showRun(p8.shortest!.schedule, 'before');
  expect(state().branches.list).toHaveLength(2);
});

test('hints follow the state on screen, and are gone when they are off', async () => {
  const { actions, until, state } = await setup();
  await until('explored');
  expect(selectHints(state())).toBeNull();
  actions.toggleHints();
  await vi.waitFor(() => expect(selectHints(state())).not.toBeNull());
  const start = selectHints(state())!.map(({ distance }) => distance);
  await actions.goTo(13);
  // Of the state before there are none any more, until those of this one have come.
  await vi.waitFor(() => expect(selectHints(state())).not.toBeNull());
  const zapper = selectHints(state())!.find(({ choice }) => choice.actor === 1);
  expect(zapper?.distance).toBe(1);
  expect(Math.min(...start.map(Number))).toBe(
    state().explored['before']?.properties.find(({ property }) => property === 'P8')?.shortest
      ?.steps,
  );
  await actions.selectColumn('after');
  await vi.waitFor(() =>
    expect(selectHints(state())?.map(({ distance }) => distance)).toContain('far'),
  );
  actions.toggleHints();
  expect(selectHints(state())).toBeNull();
});

test('a depth of the state space is put on screen, and why the steps are needed is told', async () => {
  const { until, state } = await setup();
  await until('explored');
  expect(await state().explorer!.explainNeeds()).toBeNull();
  const depth = state().explored['before']!.shape.find(({ violating }) => violating > 0)!.depth;
  await state().explorer!.showDepth(depth, 'violation');
  expect(state().position).toBe(depth + 1);
  const needs = await state().explorer!.explainNeeds();
  expect(needs?.at(-1)?.last).toBe(depth + 1);
  await state().explorer!.showDepth(9999, 'any');
  expect(state().position).toBe(depth + 1);
});

test('a search can be stepped beside, paused, gone on with, and cancelled with what it found', async () => {
  const { actions, until, send, state } = await setup(LARGE);
  await vi.waitFor(() => expect(state().search?.progress?.states).toBeGreaterThan(0));
  expect(await actions.stepActor(ZAP_SCRIPT[13]!)).toBe('moved');
  send('pause');
  await until('paused');
  const paused = state().search!.progress!.transitions;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(state().search!.progress!.transitions).toBe(paused);
  send('resume');
  await vi.waitFor(() => expect(state().search!.progress!.transitions).toBeGreaterThan(paused));
  send('cancel');
  await until('stopped');
  const found = Object.values(state().explored).at(-1)!;
  expect(found.bound).toBe('stopped');
  expect(found.properties.map(({ verdict }) => verdict)).not.toContain('never');
  state().explorer!.send({ type: 'explore', bounds: { ...USUAL_BOUNDS, statesMax: 100 } });
  await until('explored');
  expect(Object.values(state().explored).map(({ bound }) => bound)).toEqual(['states', 'states']);
});
