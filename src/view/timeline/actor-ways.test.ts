import { expect, test } from 'vitest';
import type { ActorInfo, NextInfo } from '../../protocol/run.ts';
import type { HintDistance, WayHint } from '../../protocol/explore.ts';
import { actorWays, hintText } from './actor-ways.ts';

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

test('a button says how far a violation is by its nearest way; nothing when nobody asked', () => {
  const hint = (first: HintDistance, second?: HintDistance): (HintDistance | null)[] => {
    const hints: WayHint[] = [{ choice: { actor: 0, variant: 0 }, distance: first }];
    if (second !== undefined) hints.push({ choice: { actor: 0, variant: 1 }, distance: second });
    const all = actorWays({ actors: ACTORS, next: NEXT, blocked: [], suggestion: null, hints });
    expect(all[0]?.ways.map((one) => one.hint)).toEqual([first, second ?? 'unknown']);
    return all.map((button) => button.hint);
  };
  expect(hint(7, 3)).toEqual([3, null, null]);
  expect(hint('far', 3)).toEqual([3, null, null]);
  expect(hint('far', 'far')).toEqual(['far', null, null]);
  // Of a way that nobody knows, nothing safe can be said.
  expect(hint('far', 'unknown')).toEqual(['unknown', null, null]);
  expect(hint('far')).toEqual(['unknown', null, null]);
  const none = actorWays({ actors: ACTORS, next: NEXT, blocked: [], suggestion: null });
  expect(none.map((button) => button.hint)).toEqual([null, null, null]);
  expect(([1, 5, 'far', 'unknown'] as const).map(hintText)).toEqual([
    'violates',
    'violation in 5',
    'safe',
    'not known',
  ]);
});
