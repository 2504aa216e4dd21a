/** A session over a scene of the engine's tests: no scenario file, no worker. */
import { fail, ok } from '../../base/result.ts';
import { sceneConfig, store, zap, type Scene } from '../../engine/testing/scene.ts';
import type { Choice } from '../../protocol/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Session } from '../session.ts';

/** Seed 0: a zap that reads the SPTE before the CPU sets D, and writes it after. */
export const ZAP_SCENE: Scene = {
  leafs: { 0x205: 'WC' },
  vcpus: [[store(0x205)]],
  hosts: { zap: [zap(0x205)] },
};

const steps = (actor: number, count: number): Choice[] =>
  Array.from({ length: count }, () => ({ actor, variant: 0 }));

/** The zapper up to its read, the store with its assist, then the rest of the zap. */
export const ZAP_SCRIPT: readonly Choice[] = [...steps(1, 7), ...steps(0, 6), ...steps(1, 11)];

export function sceneScenario(scene: Scene): Scenario {
  const column = (kernel: 'before' | 'after'): Scenario['columns'][number] => ({
    info: {
      id: kernel,
      title: kernel,
      layout: kernel === 'before' ? 'v5.18pre/ept-ad-46' : 'v5.19/ept-ad-46',
      profile: kernel === 'before' ? 'v5.18pre' : 'v5.18',
      flags: { tdpWrite: kernel === 'before' ? 'plain' : 'xchg' },
      expected: {},
    },
    config: sceneConfig({ ...scene, kernel }),
    shows: [],
  });
  return {
    info: {
      id: 'scene',
      title: 'A scene',
      summary: 'For tests.',
      commits: [],
      columns: [column('before').info, column('after').info],
      narration: [],
      focusGfn: 0x205,
      properties: [],
    },
    columns: [column('before'), column('after')],
    script: ZAP_SCRIPT,
  };
}

const ISSUE = {
  code: 'unknown-scenario',
  path: '',
  message: 'No such scenario.',
  hint: 'See the list.',
};

export function sceneSession(scene: Scene = ZAP_SCENE): Session {
  return new Session({
    version: 'test',
    loadScenario: (id) =>
      Promise.resolve(id === 'scene' ? ok(sceneScenario(scene)) : fail([ISSUE])),
    parseScenario: () => Promise.resolve(fail([ISSUE])),
  });
}
