import { expect, test } from 'vitest';
import type { ActorInfo, NextInfo } from '../../protocol/run.ts';
import { actorWays } from './actor-ways.ts';

const ACTORS: readonly ActorInfo[] = [
  { id: 'vcpu0', title: 'vCPU 0', kind: 'vcpu', ops: [] },
  { id: 'vcpu1', title: 'vCPU 1', kind: 'vcpu', ops: [] },
  { id: 'zap', title: 'zap', kind: 'host', ops: [] },
];

const way = (actor: number, variant: number, name: string | null): NextInfo => ({
  choice: { actor, variant },
  pc: 1,
  fn: 'walk',
  code: 'read the entry',
  variant: name,
});

const NEXT = [way(0, 0, 'from the root'), way(0, 1, 'from the cache')];
const BLOCKED = [
  { actor: 1, reason: 'waits', text: 'vCPU 1 waits for mmu_lock' },
  { actor: 2, reason: 'finished', text: 'zap has finished' },
] as const;

test('each actor can move, in one or more ways, or has a reason why not', () => {
  const [vcpu0, vcpu1, zap] = actorWays({
    actors: ACTORS,
    next: NEXT,
    blocked: BLOCKED,
    suggestion: NEXT[1]!,
  });
  expect(vcpu0).toMatchObject({
    digit: '1',
    code: 'read the entry',
    reason: null,
    suggested: true,
  });
  expect(vcpu0?.ways.map(({ variant, suggested }) => [variant, suggested])).toEqual([
    ['from the root', false],
    ['from the cache', true],
  ]);
  expect(vcpu1).toMatchObject({ ways: [], code: null, reason: 'waits for mmu_lock' });
  expect(zap).toMatchObject({ ways: [], reason: 'done', suggested: false });
});

test('while the engine has not told, nobody can move and nothing is claimed', () => {
  const all = actorWays({ actors: ACTORS, next: null, blocked: [], suggestion: null });
  expect(all.map(({ ways, reason }) => [ways, reason])).toEqual(ACTORS.map(() => [[], null]));
});

test('the tenth actor has no digit', () => {
  const actors = Array.from({ length: 10 }, (_, i) => ({ ...ACTORS[0]!, id: `vcpu${i}` }));
  const all = actorWays({ actors, next: [], blocked: [], suggestion: null });
  expect(all.map(({ digit }) => digit).slice(7)).toEqual(['8', '9', null]);
});
