/** What follows from a comparison and the place of its cursor. */
import { formatSchedule } from '../../engine/schedule-text.ts';
import type { CompareLink } from '../../link/compare-link.ts';
import type { Link } from '../../link/link.ts';
import { sameSchedule, type Schedule } from '../run-model.ts';
import type { OpenedScenario } from '../workbench-state.ts';
import type { ComparedSide, Comparison, CompareState, SideName } from './compare-state.ts';

/** Steps that a side has done at a moment. */
export function doneAt({ moments }: Comparison, position: number, side: SideName): number {
  const moment = moments[position - 1];
  if (moment === undefined) return 0;
  return side === 'left' ? moment.leftDone : moment.rightDone;
}

export function digestOf({ records, startDigest }: ComparedSide, done: number): string {
  return done === 0 ? startDigest : (records[done - 1]?.digest ?? '');
}

/** The first moment at which a side has done so many steps. */
export function momentOfStep({ moments }: Comparison, side: SideName, step: number): number {
  if (step <= 0) return 0;
  const index = moments.findIndex(({ leftDone, rightDone }) =>
    side === 'left' ? leftDone >= step : rightDone >= step,
  );
  return index < 0 ? moments.length : index + 1;
}

function sourceOf({ info, packed }: OpenedScenario): Link['source'] {
  return packed === null ? { kind: 'shipped', id: info.id } : { kind: 'custom', packed };
}

/** The address is written with every step of the cursor, and most of it is a schedule that stays. */
const TEXTS = new WeakMap<Schedule, string>();

function textOf(schedule: Schedule, { actors }: OpenedScenario): string {
  const known = TEXTS.get(schedule);
  if (known !== undefined) return known;
  const text = formatSchedule(schedule, actors);
  TEXTS.set(schedule, text);
  return text;
}

/** The link to what is on screen. */
export function compareLinkOf(state: CompareState): CompareLink | null {
  const { comparison, look, part, position, selection } = state;
  if (comparison === null) return null;
  const { left, opened, plan, right } = comparison;
  const text = (schedule: Schedule): string => textOf(schedule, opened);
  return {
    source: sourceOf(opened),
    left: plan.left,
    right: plan.right,
    run: sameSchedule(plan.run, opened.script) ? null : text(plan.run),
    otherRun: plan.otherRun === null ? null : text(plan.otherRun),
    at: position,
    look,
    selection,
    ...(part === null ? {} : { show: part }),
    digests: {
      left: digestOf(left, doneAt(comparison, position, 'left')),
      right: digestOf(right, doneAt(comparison, position, 'right')),
    },
  };
}

/** The link that opens one side alone, where the cursor is. */
export function sideLinkOf(state: CompareState, side: SideName): Link | null {
  const { comparison, position, selection } = state;
  if (comparison === null) return null;
  const { opened } = comparison;
  const { column, schedule } = comparison[side];
  const at = doneAt(comparison, position, side);
  const run = textOf(schedule, opened);
  const digest = digestOf(comparison[side], at);
  return { source: sourceOf(opened), column, run, at, selection, digest };
}
