/**
 * The page's copy of the machine's cells at one position of a run. The worker sends the initial cells
 * once and a diff per step; moving along the run applies diffs forward or takes them back, so that
 * scrubbing never asks the worker.
 *
 * A mirror is a value: moving gives a new one. Its cells are never written after that.
 */
import { assert, present } from '../../base/assert.ts';
import type { StateView } from '../../engine/state/readers.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';

/** Cells of one entry of a step's diff: cell, old value, new value. */
const ENTRY = 3;

export interface Mirror {
  readonly cells: Uint32Array;
  /** Steps done. */
  readonly position: number;
}

export function startMirror(cells: Uint32Array): Mirror {
  return { cells, position: 0 };
}

/** The mirror at another position of the same run. */
export function moveMirror(
  mirror: Mirror,
  records: readonly StepRecord[],
  position: number,
): Mirror {
  assert(position >= 0 && position <= records.length, `step ${position} is not part of the run`);
  if (position === mirror.position) return mirror;
  const cells = mirror.cells.slice();
  for (let n = mirror.position; n < position; n++) redo(cells, recordAt(records, n).diff);
  for (let n = mirror.position; n > position; n--) undo(cells, recordAt(records, n - 1).diff);
  return { cells, position };
}

function recordAt(records: readonly StepRecord[], index: number): StepRecord {
  return present(records[index], `step ${index + 1} has no record`);
}

function redo(cells: Uint32Array, diff: Uint32Array): void {
  for (let at = 0; at < diff.length; at += ENTRY) {
    cells[diff[at] ?? -1] = diff[at + 2] ?? 0;
  }
}

function undo(cells: Uint32Array, diff: Uint32Array): void {
  for (let at = diff.length - ENTRY; at >= 0; at -= ENTRY) {
    cells[diff[at] ?? -1] = diff[at + 1] ?? 0;
  }
}

/** The mirror as the readers of the engine's state want it. */
export function viewOfMirror(map: StateMap, mirror: Mirror): StateView {
  const { cells } = mirror;
  return {
    map,
    cells: { read: (cell) => present(cells[cell], `cell ${cell} is outside the mirror`) },
  };
}
