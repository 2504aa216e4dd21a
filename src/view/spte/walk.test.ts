import { describe, expect, test } from 'vitest';
import { drive, store, type Scene } from '../../engine/testing/scene.ts';
import { findSelected } from './walk.ts';

const SCENE: Scene = { largeSlot: 'WD', vcpus: [[store(0x205)]] };

function select(scene: Scene, selection: { gfn: number; level: number }) {
  const { machine, view } = drive(scene);
  return findSelected(view, machine.config.layout, selection);
}

describe('a selected gfn', () => {
  test('in a large page is mapped by the large page', () => {
    const { found, path } = select(SCENE, { gfn: 0x205, level: 1 });
    expect(found).toMatchObject({ level: 2, gfn: 0x200, kind: 'WD', isLeaf: true });
    expect(path.at(-1)).toBe(found);
  });

  test('that nothing maps has no SPTE, and the walk says where it ended', () => {
    const { found, path } = select(SCENE, { gfn: 0x405, level: 1 });
    expect(found).toBeNull();
    expect(path.at(-1)).toMatchObject({ level: 2, index: 2, isLeaf: false });
  });

  test('is not mapped by an entry that leads to a table', () => {
    const scene: Scene = { leafs: { 0x205: 'WD' }, vcpus: [[store(0x205)]] };
    expect(select(scene, { gfn: 0x205, level: 1 }).found).toMatchObject({ level: 1 });
    expect(select(scene, { gfn: 0x205, level: 2 }).found).toMatchObject({ kind: 'nonleaf' });
  });
});
