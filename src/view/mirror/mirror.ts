/**
 * The page's copy of the machine's cells at one position of a run. The worker sends the initial cells
 * once and a diff per step; moving along the run applies diffs forward or takes them back, so that
 * scrubbing never asks the worker.
 *
 * A mirror is a value: moving gives a new one. Its cells are never written after that. It has them in
 * pages as large as a page table, and shares with the mirror it came from those that no step between
 * has written: who has read a page once knows by its identity that there is nothing new in it.
 */
import { assert, present } from '../../base/assert.ts';
import type { StateView } from '../../engine/state/readers.ts';
import { PT_ENTRIES, type StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';

/** Cells of one entry of a step's diff: cell, old value, new value. */
const ENTRY = 3;

/** Cells per page. */
export const PAGE_CELLS = PT_ENTRIES * 2;

export interface Mirror {
  /** PAGE_CELLS each, but for the last one. */
  readonly pages: readonly Uint32Array[];
  /** Steps done. */
  readonly position: number;
}

export function startMirror(cells: Uint32Array): Mirror {
  const count = Math.ceil(cells.length / PAGE_CELLS);
  const pages = Array.from({ length: count }, (_, page) =>
    cells.subarray(page * PAGE_CELLS, (page + 1) * PAGE_CELLS),
  );
  return { pages, position: 0 };
}

/** The mirror at another position of the same run. */
export function moveMirror(
  mirror: Mirror,
  records: readonly StepRecord[],
  position: number,
): Mirror {
  assert(position >= 0 && position <= records.length, `step ${position} is not part of the run`);
  if (position === mirror.position) return mirror;
  const writer = new PageWriter(mirror.pages);
  for (let n = mirror.position; n < position; n++) redo(writer, recordAt(records, n).diff);
  for (let n = mirror.position; n > position; n--) undo(writer, recordAt(records, n - 1).diff);
  return { pages: writer.pages, position };
}

/** Copies a page when it is written for the first time. */
class PageWriter {
  readonly pages: Uint32Array[];
  readonly #shared: readonly Uint32Array[];

  constructor(shared: readonly Uint32Array[]) {
    this.#shared = shared;
    this.pages = shared.slice();
  }

  write(cell: number, value: number): void {
    const page = Math.floor(cell / PAGE_CELLS);
    let words = present(this.pages[page], `cell ${cell} is outside the mirror`);
    if (words === this.#shared[page]) {
      words = words.slice();
      this.pages[page] = words;
    }
    words[cell % PAGE_CELLS] = value;
  }
}

function recordAt(records: readonly StepRecord[], index: number): StepRecord {
  return present(records[index], `step ${index + 1} has no record`);
}

function redo(writer: PageWriter, diff: Uint32Array): void {
  for (let at = 0; at < diff.length; at += ENTRY) writer.write(diff[at] ?? -1, diff[at + 2] ?? 0);
}

function undo(writer: PageWriter, diff: Uint32Array): void {
  for (let at = diff.length - ENTRY; at >= 0; at -= ENTRY) {
    writer.write(diff[at] ?? -1, diff[at + 1] ?? 0);
  }
}

/** The cells that do not hold the same; a page that both share is not looked through. */
export function changedCells(before: Mirror['pages'], now: Mirror['pages']): number[] {
  const changed: number[] = [];
  now.forEach((words, page) => {
    const wordsBefore = before[page];
    if (words === wordsBefore) return;
    words.forEach((word, i) => {
      if (word !== wordsBefore?.[i]) changed.push(page * PAGE_CELLS + i);
    });
  });
  return changed;
}

/** The mirror as the readers of the engine's state want it. */
export function viewOfMirror(map: StateMap, { pages }: Mirror): StateView {
  return { map, cells: new MirrorCells(pages) };
}

export class MirrorCells {
  readonly #pages: readonly Uint32Array[];

  constructor(pages: readonly Uint32Array[]) {
    this.#pages = pages;
  }

  read(cell: number): number {
    const value = this.#pages[Math.floor(cell / PAGE_CELLS)]?.[cell % PAGE_CELLS];
    // Pictures read thousands of cells a step: the message is made when it is needed.
    if (value === undefined) assert(false, `cell ${cell} is outside the mirror`);
    return value;
  }

  /** The page that begins with the cell; null when none does. */
  pageFrom(cell: number): Uint32Array | null {
    return cell % PAGE_CELLS === 0 ? (this.#pages[cell / PAGE_CELLS] ?? null) : null;
  }
}
