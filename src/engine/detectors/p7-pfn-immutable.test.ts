import { expect, test } from 'vitest';
import { Machine } from '../machine.ts';
import { exploreAll, verdictOf } from '../testing/explore-all.ts';
import { SLOT, leafSpte, sceneConfig, store } from '../testing/scene.ts';

test('[P7] a fault over a leaf that maps another page than the host now has trips it', () => {
  const gfn = 0x205;
  const config = sceneConfig({ leafs: { [gfn]: 'RO' }, vcpus: [[store(gfn)]] });
  const { layout } = config;
  const verdict = (mapped: number): string => {
    const leaf = { gfn, level: 1 as const, spte: leafSpte(layout, { gfn: mapped, state: 'RO' }) };
    const { properties } = exploreAll(new Machine({ ...config, leafs: [leaf] }));
    return verdictOf(properties.P7);
  };
  expect(verdict(SLOT.gfn + 9)).toBe('always');
  expect(verdict(gfn)).toBe('never');
});
