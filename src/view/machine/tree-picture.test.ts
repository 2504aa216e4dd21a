import { describe, expect, test } from 'vitest';
import { STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import { TREE, treePicture, type TreeNode, type TreePicture } from './tree-picture.ts';

const WIDTH = 520;
const at = (position: number): TreePicture => treePicture(zapRunAt(position), { width: WIDTH });

const nodeNamed = ({ nodes }: TreePicture, pfn: string): TreeNode => {
  const node = nodes.find(({ pfnText }) => pfnText === pfn);
  if (node === undefined) throw new Error(`no table ${pfn}`);
  return node;
};

describe('the tree of page tables', () => {
  test('one box per frame that is in use, a column per level', () => {
    const tree = at(0);
    expect(tree.nodes.map(({ name, pfnText }) => `${name} ${pfnText}`).sort()).toEqual([
      'PD 0x42',
      'PDPT 0x41',
      'PML4 0x40',
      'PT 0x43',
      'PT 0x44',
      'PT 0x45',
    ]);
    expect(tree.nodeWidth).toBe(115);
    const column = tree.nodeWidth + TREE.columnGap;
    for (const node of tree.nodes) expect(node.x).toBe((4 - node.level) * column);
  });

  test('the selected path is one line along the top, in full; others are a line each', () => {
    const tree = at(0);
    const path = tree.nodes.filter(({ onPath }) => onPath);
    expect(path.map(({ pfnText }) => pfnText).sort()).toEqual(['0x40', '0x41', '0x42', '0x43']);
    for (const node of path) expect([node.y, node.compact]).toEqual([0, false]);
    expect(nodeNamed(tree, '0x44').height).toBe(TREE.compactHeight);
  });

  test('selecting a gfn of the other PT puts that one on the line', () => {
    const input = { ...zapRunAt(0), selection: { gfn: 0x400, level: 1 } };
    const tree = treePicture(input, { width: WIDTH });
    expect(nodeNamed(tree, '0x44')).toMatchObject({ y: 0, compact: false, onPath: true });
    expect(nodeNamed(tree, '0x43').compact).toBe(true);
    expect(nodeNamed(tree, '0x43').y).toBeGreaterThan(0);
  });

  test('boxes of a column never overlap, and all fit the stated size', () => {
    for (const position of [0, STEPS.assist, STEPS.store]) {
      const tree = at(position);
      for (const one of tree.nodes) {
        expect(one.y + one.height).toBeLessThanOrEqual(tree.height);
        expect(one.x + one.width).toBeLessThanOrEqual(tree.width);
        for (const other of tree.nodes) {
          if (one === other || one.x !== other.x) continue;
          const apart = one.y + one.height <= other.y || other.y + other.height <= one.y;
          expect(apart, `${one.key} and ${other.key} at step ${position}`).toBe(true);
        }
      }
    }
  });

  test('a frame nothing leads to is private, and has no link', () => {
    const tree = at(0);
    expect(nodeNamed(tree, '0x45').standing).toBe('private');
    expect(tree.links.map(({ key }) => key).sort()).toEqual([
      'frame-0-0-frame-1',
      'frame-1-0-frame-2',
      'frame-2-1-frame-3',
      'frame-2-2-frame-4',
    ]);
    expect(tree.links.filter(({ onPath }) => onPath)).toHaveLength(3);
  });

  test('a table that was linked and is reached no more is shown as unreachable', () => {
    const input = zapRunAt(0, (machine) =>
      machine.setSpte({ frame: 2, index: 2 }, { lo: 0, hi: 0 }),
    );
    expect(nodeNamed(treePicture(input, { width: WIDTH }), '0x44').standing).toBe('unreachable');
  });

  test('the gfn is cut into the four indices of its walk', () => {
    expect(at(0).gfn?.groups.map(({ bits, index }) => `${bits} ${index}`)).toEqual([
      '000000000 0',
      '000000000 0',
      '000000001 1',
      '000000101 5',
    ]);
  });

  test('the step that zaps marks its slot and its letters', () => {
    const pt = nodeNamed(at(STEPS.store), '0x43');
    expect(pt.changed).toBe(true);
    expect(pt.slots.label).toBe(
      '512 slots, 6 in use: 2 read-only, 2 dirty, 1 protected, 1 clean, 1 emptied now',
    );
    expect(pt.entries.map(({ index }) => index)).toEqual([5]);
    expect(pt.entries[0]?.letters.map(({ change }) => change)).toEqual([
      'cleared',
      'cleared',
      'cleared',
      'cleared',
      'lost',
    ]);
  });

  test('a narrow panel gets the narrowest boxes, and a wide one no wider than is readable', () => {
    expect(treePicture(zapRunAt(0), { width: 200 }).nodeWidth).toBe(TREE.nodeWidthMin);
    expect(treePicture(zapRunAt(0), { width: 2000 }).nodeWidth).toBe(TREE.nodeWidthMax);
  });
});
