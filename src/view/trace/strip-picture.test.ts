import { expect, test } from 'vitest';
import { layoutOf } from '../../engine/layout/registry.ts';
import { goldenTrace } from '../../trace/testing/golden.ts';
import { tablesAt } from '../../trace/reports/tables-at.ts';
import { cursorAfter } from './map-cursor.ts';
import { stripPicture } from './strip-picture.ts';

test('the tables on the way to a gfn, with every entry told', () => {
  const trace = goldenTrace('part.f1_race');
  const { layout } = trace.detected;
  const { strips } = tablesAt(trace, { event: 905, root: null, gfn: 0x1089 });
  const pictures = strips.map((strip) => stripPicture(strip, layout));
  expect(pictures.map(({ level, title }) => [level, title])).toEqual([
    [4, 'PML4 of gfn 0'],
    [3, 'PDPT of gfn 0'],
    [2, 'PD of gfn 0'],
    [1, 'PT of gfn 1000'],
  ]);
  const last = pictures.at(-1)!;
  expect(last.index).toBe(0x89);
  expect(last.textOf(0x89)).toBe('entry 137, gfn 1089: clean');
  expect(last.textOf(511)).toBe('entry 511, gfn 11ff: empty');
  expect(pictures[2]!.gfnOf(8)).toBe(0x1000);
  expect(last.slots.label).toMatch(/^512 slots, \d+ in use: \d+ dirty, 1 clean$/);
});

test('entries that the trace has not shown are told apart from empty ones', () => {
  const cells = new Uint32Array(1024).fill(0xffff_ffff);
  cells.fill(0, 0, 2);
  const leads = new Uint8Array(512);
  const strip = { table: 3, level: 1, base: 0, pagesPerEntry: 1, cells, leads, index: null };
  const picture = stripPicture(strip, layoutOf('v5.19/npt-48'));
  expect(picture.title).toBe('PT of gfn 0, 511 entries not known');
  expect([picture.textOf(0), picture.textOf(1)]).toEqual([
    'entry 0, gfn 0: empty',
    'entry 1, gfn 1: not known',
  ]);
  expect(picture.slots.marks).toEqual([]);
});

test('keys move over the map, and stay on it', () => {
  const map = { columns: 32, pages: 100 };
  const moves = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'PageDown', 'Home', 'End', 'x'];
  expect(moves.map((key) => cursorAfter(key, 0, map))).toEqual([1, 0, 32, 0, 99, 0, 99, null]);
  expect(cursorAfter('ArrowDown', 90, map)).toBe(90);
});
