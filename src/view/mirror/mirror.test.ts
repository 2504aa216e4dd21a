import { expect, test } from 'vitest';
import { present } from '../../base/assert.ts';
import { shippedScenarios } from '../../catalogue/testing/shipped-columns.ts';
import { compareColumns } from '../compare/testing/compared.ts';
import { LeafTableAlong } from '../machine/leaf-table-along.ts';
import { leafTable } from '../machine/leaf-table.ts';
import { treePicture } from '../machine/tree-picture.ts';
import type { PictureInput } from '../spte/picture-input.ts';
import { PAGE_CELLS, moveMirror, startMirror, viewOfMirror, type Mirror } from './mirror.ts';
import { tableEntries } from './table-entries.ts';

const SCENARIOS = shippedScenarios();

/** The first column of a scenario on its story: there, back, and over jumps. */
async function walked(id: string) {
  const { columns, info, script } = present(
    SCENARIOS.find((one) => one.info.id === id),
    id,
  );
  const column = present(columns[0], id);
  const { request } = await compareColumns([column, column], script);
  const { cells, layout, records } = request.left;
  const there = Array.from({ length: records.length + 1 }, (_, position) => position);
  const jumps = [records.length, 0, Math.floor(records.length / 2)];
  const places = [...there, ...there.toReversed(), ...jumps];
  return {
    actors: request.actors,
    cells,
    focus: info.focusGfn,
    layout,
    map: request.map,
    places,
    records,
  };
}

type Walked = Awaited<ReturnType<typeof walked>>;

/** What memory holds at a position, with no page shared with anything. */
function cellsAt({ cells, records }: Walked, position: number): Uint32Array {
  const now = cells.slice();
  for (const { diff } of records.slice(0, position)) {
    for (let at = 0; at < diff.length; at += 3) now[diff[at] ?? 0] = diff[at + 2] ?? 0;
  }
  return now;
}

const flat = ({ pages }: Mirror): number[] => pages.flatMap((page) => [...page]);

test.each(['zap-drops-dirty-assist', 'lockless-walk-meets-table-free'])(
  '%s: at any position the mirror holds what the diffs up to there come to',
  async (id) => {
    const run = await walked(id);
    let mirror = startMirror(run.cells);
    for (const position of run.places) {
      mirror = moveMirror(mirror, run.records, position);
      expect(flat(mirror)).toEqual([...cellsAt(run, position)]);
    }
  },
);

test('a page that a step does not write is shared, and a mirror moved on from stays as it was', async () => {
  const run = await walked('zap-drops-dirty-assist');
  let mirror = startMirror(run.cells);
  for (const { diff, n } of run.records) {
    const before = mirror;
    const held = flat(before);
    mirror = moveMirror(before, run.records, n);
    const written = diff
      .filter((_, at) => at % 3 === 0)
      .map((cell) => Math.floor(cell / PAGE_CELLS));
    const copied = mirror.pages.flatMap((page, i) => (page === before.pages[i] ? [] : [i]));
    expect(copied).toEqual([...new Set(written)].sort((one, other) => one - other));
    expect(flat(before)).toEqual(held);
  }
});

/** Tables come, go, are frozen and split in them. */
const WITH_TABLES = [
  'clear-by-hand',
  'collapse-meets-walker',
  'get-order-pml',
  'hardware-walk-removed-table',
  'mirror-two-faults',
  'slot-deleted-leaf-by-leaf',
  'split-in-the-way',
  'zap-drops-dirty-removed-table',
];

test.each(WITH_TABLES)(
  '%s: pictures made along a run are those made of its cells afresh',
  async (id) => {
    const run = await walked(id);
    const { actors, focus, layout, map, records } = run;
    const selection = { gfn: focus, level: 1 };
    const given = { actors, layout, records, programs: [], next: null, violation: null };
    const tables = new LeafTableAlong();
    let mirror = startMirror(run.cells);
    for (const position of run.places) {
      mirror = moveMirror(mirror, records, position);
      const cells = cellsAt(run, position);
      const plain = { map, cells: { read: (cell: number) => cells[cell] ?? 0 } };
      const view = viewOfMirror(map, mirror);
      for (const chosen of [selection, null]) {
        const along: PictureInput = { ...given, position, selection: chosen, view };
        const afresh: PictureInput = { ...along, view: plain };
        expect(treePicture(along, { width: 800 })).toEqual(treePicture(afresh, { width: 800 }));
        expect(leafTable(along, { all: false })).toEqual(leafTable(afresh, { all: false }));
      }
      const selected: PictureInput = { ...given, position, selection, view };
      const afresh = leafTable({ ...selected, view: plain }, { all: true });
      expect(tables.at(selected, { all: true })).toEqual(afresh);
    }
  },
);

test('the entries of a table are the same list until a step writes one of them', async () => {
  const run = await walked('zap-drops-dirty-assist');
  const { layout, map, records } = run;
  const { base, stride } = map.pt;
  const frames = Array.from({ length: map.shape.frames }, (_, frame) => frame);
  let mirror = startMirror(run.cells);
  const entriesOf = () =>
    frames.map((frame) => tableEntries(viewOfMirror(map, mirror), { frame, layout, level: 1 }));
  let before = entriesOf();
  for (const { diff, n } of records) {
    mirror = moveMirror(mirror, records, n);
    const now = entriesOf();
    const read = frames.filter((frame) => now[frame] !== before[frame]);
    const cells = [...diff].filter(
      (cell, at) => at % 3 === 0 && cell < base + map.pt.count * stride,
    );
    expect(read).toEqual(
      [...new Set(cells.map((cell) => Math.floor((cell - base) / stride)))].sort(),
    );
    before = now;
  }
});
