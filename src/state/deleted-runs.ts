/** Runs that one tab deletes for all; loaded with what deletes, and with what follows other tabs. */
import { formatSchedule } from '../engine/schedule-text.ts';
import { keyOf, markOf, RUNS_KEY, type RememberedRuns } from './remembered-runs.ts';
import { STORY_ID, type Branch, type Branches } from './run-model.ts';
import type { OpenedScenario } from './workbench-state.ts';

interface Deletable {
  readonly opened: OpenedScenario;
  readonly branch: Branch;
}

/**
 * Takes a run away from all tabs, or gives it back to them; this one's own list is not touched. False if the
 * browser does not keep that.
 */
export function setDeleted(
  remembered: RememberedRuns,
  { opened, branch: { name, schedule } }: Deletable,
  deleted: boolean,
): boolean {
  const key = keyOf(opened);
  const run = formatSchedule(schedule, opened.actors);
  if (run === '') return true;
  remembered.known.delete(`${key}/${run}`);
  const all = remembered.read();
  const others = (all.get(key) ?? []).filter((kept) => kept.run !== run || kept.name !== name);
  all.set(key, deleted ? others : [...others, { name, run }]);
  const mark = markOf(key, run);
  const marks = remembered.marks().filter((one) => one !== mark);
  // First the runs: where storage is full, that makes room for the mark.
  const kept = remembered.storage.write(RUNS_KEY, [...all]);
  return remembered.keepMarks(deleted ? [...marks, mark] : marks) && kept;
}

/** The branches without what another tab has deleted; what is on screen stays as long as it is. */
export function withoutDeleted(
  remembered: RememberedRuns,
  opened: OpenedScenario,
  branches: Branches,
): Branches {
  const key = keyOf(opened);
  const isDeleted = remembered.deletedFrom(key, remembered.read().get(key) ?? []);
  const list = branches.list.filter(({ id, name, schedule }) => {
    const run = formatSchedule(schedule, opened.actors);
    const gone = id !== STORY_ID && id !== branches.current && isDeleted({ name, run });
    if (gone) remembered.known.delete(`${key}/${run}`);
    return !gone;
  });
  return list.length < branches.list.length ? { ...branches, list } : branches;
}
