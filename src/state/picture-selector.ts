/**
 * The state on screen. Selecting is incremental: from the position looked at last only the steps
 * between are applied, also when the run was forked or the column switched back meanwhile.
 */
import type { StateView } from '../engine/state/readers.ts';
import type { StepRecord } from '../protocol/run.ts';
import { moveMirror, startMirror, viewOfMirror, type Mirror } from '../view/mirror/mirror.ts';
import { columnPosition, columnRun } from './run-selectors.ts';
import type { OpenedScenario, RunSlice } from './workbench-state.ts';

export interface Picture {
  readonly view: StateView;
  readonly position: number;
}

export type PictureSelector = (state: RunSlice) => Picture | null;

interface Remembered {
  readonly opened: OpenedScenario;
  readonly records: readonly StepRecord[];
  readonly mirror: Mirror;
  readonly picture: Picture;
}

export function createPictureSelector(): PictureSelector {
  const byColumn = new Map<string, Remembered>();

  return (state) => {
    const { opened, column } = state;
    const start = opened?.starts[column];
    if (opened === null || start === undefined) return null;
    const { records } = columnRun(state);
    const position = columnPosition(state);
    const last = byColumn.get(column);
    const known = last?.opened === opened ? last : null;
    if (known?.records === records && known.mirror.position === position) return known.picture;
    const shared = known === null ? startMirror(start.cells) : backToShared(known, records);
    const mirror = moveMirror(shared, records, position);
    const same = known !== null && mirror === known.mirror;
    const picture = same ? known.picture : { view: viewOfMirror(opened.map, mirror), position };
    byColumn.set(column, { opened, records, mirror, picture });
    return picture;
  };
}

/** The mirror, taken back to where the old records and the new ones are the same. */
function backToShared(
  { mirror, records: old }: Remembered,
  records: readonly StepRecord[],
): Mirror {
  if (old === records) return mirror;
  // Records are shared up to a fork and differ from there on, hence the bisection.
  let low = 0;
  let high = Math.min(mirror.position, records.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (old[middle - 1] === records[middle - 1]) low = middle;
    else high = middle - 1;
  }
  return moveMirror(mirror, old, low);
}
