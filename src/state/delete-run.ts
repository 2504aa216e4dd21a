/**
 * Deletes a run of the reader's own, and takes that back; loaded with what offers it. The runs that parted
 * from it have steps of their own from the first one on: they stay, and hang on another one.
 */
import { runTree } from '../view/branches/run-tree.ts';
import { listed } from '../view/spte/text.ts';
import type { Workbench } from './create-workbench.ts';
import { setDeleted } from './deleted-runs.ts';
import { lookAtOtherTabs } from './look-at-other-tabs.ts';
import { renameBranch } from './rename-branch.ts';
import { sameSchedule, STORY_ID, type Branch, type Branches } from './run-model.ts';
import type { OpenedScenario } from './workbench-state.ts';

interface Deletion {
  readonly opened: OpenedScenario;
  readonly branch: Branch;
  /** Its place in the list. */
  readonly index: number;
  /** Where the reader was in it; null if another run was on screen. */
  readonly position: number | null;
  /** What was said about it. */
  readonly text: string;
}

interface Deletions {
  /** The last one last. */
  readonly list: readonly Deletion[];
  /** Id of the one notice about them. */
  readonly notice: number;
}

/** What each workbench can take back; as long as the page is there, like its notices. */
const deletions = new WeakMap<Workbench, Deletions>();

/** False if it cannot be deleted: the story, or a run that has to stay on screen since the engine is down. */
export async function deleteRun(workbench: Workbench, id: string): Promise<boolean> {
  const { store, remembered } = workbench;
  const { actions, branches, opened, position } = store.getState();
  const family = familyOf(branches, id);
  if (opened === null || family.parent === null) return false;
  const onScreen = branches.current === id;
  if (onScreen) await actions.loadBranch(family.parent.id);
  const gone: Pick<Deletion, 'branch' | 'index'>[] = [];
  await actions.changeRuns((now) => {
    // It may have grown since, and be on screen still if the engine is down.
    const index = now.list.findIndex((branch) => branch.id === id);
    const branch = now.list[index];
    if (branch === undefined || now.current === id) return now;
    gone.push({ branch, index });
    return { ...now, list: now.list.filter((one) => one !== branch) };
  });
  const [deleted] = gone;
  if (deleted === undefined) return false;
  const kept = setDeleted(remembered, { opened, branch: deleted.branch }, true);
  const text = whatBecame({ name: deleted.branch.name, ...family, onScreen, kept });
  const deletion = { ...deleted, opened, position: onScreen ? position : null, text };
  offerUndo(workbench, [...offered(workbench), deletion]);
  return true;
}

/** What can be taken back still: not what the reader has done with. */
function offered(workbench: Workbench): readonly Deletion[] {
  const { list, notice } = deletions.get(workbench) ?? { list: [], notice: 0 };
  const { notices } = workbench.store.getState();
  return notices.some(({ id }) => id === notice) ? list : [];
}

interface Family {
  /** The run it parts from; null for the story, and for a run there is not. */
  readonly parent: Branch | null;
  /** Names of those that part from it. */
  readonly children: readonly string[];
}

function familyOf({ list }: Branches, id: string): Family {
  const rows = runTree(list);
  const parent = id === STORY_ID ? null : rows.find((row) => row.id === id)?.parent;
  return {
    parent: list.find((branch) => branch.id === parent) ?? null,
    children: rows.filter((row) => row.parent === id).map(({ name }) => `“${name}”`),
  };
}

interface Outcome extends Family {
  readonly name: string;
  readonly onScreen: boolean;
  readonly kept: boolean;
}

function whatBecame({ name, parent, children, onScreen, kept }: Outcome): string {
  const parted =
    children.length === 1 ? 'which parted from it, stays' : 'which parted from it, stay';
  return [
    `“${name}” is deleted.`,
    onScreen && `On screen is “${parent?.name}” now, which it parted from.`,
    children.length > 0 && `${listed(children)}, ${parted}.`,
    !kept &&
      'The browser does not keep that, its storage is full or refused: the run may be back at the next visit.',
  ]
    .filter((sentence) => sentence !== false)
    .join(' ');
}

/** One notice, about the last one: taking that back leads to the one before it. */
function offerUndo(workbench: Workbench, list: readonly Deletion[]): void {
  const { actions } = workbench.store.getState();
  const before = deletions.get(workbench);
  if (before !== undefined) actions.dismiss(before.notice);
  const last = list.at(-1);
  if (last === undefined) {
    deletions.delete(workbench);
    return;
  }
  const run = (): void => {
    offerUndo(workbench, list.slice(0, -1));
    void workbench.during(undo(workbench, last));
  };
  const action = { label: 'Undo', run };
  const notice = actions.notify({ tone: 'info', text: last.text, issues: [], action });
  deletions.set(workbench, { list, notice });
}

async function undo(workbench: Workbench, deletion: Deletion): Promise<void> {
  const { store, remembered } = workbench;
  const { branch, opened, position } = deletion;
  const { actions } = store.getState();
  setDeleted(remembered, deletion, false);
  const isOpen = (): boolean => store.getState().opened === opened;
  await actions.changeRuns((branches) => (isOpen() ? withBranch(branches, deletion) : branches));
  // Where another scenario is open, or this one again, it is as if another tab had given it back.
  if (!isOpen()) await lookAtOtherTabs(workbench);
  const id = twinOf(store.getState().branches, branch)?.id;
  if (isOpen() && id !== undefined && position !== null) {
    await actions.loadBranch(id);
    await actions.goTo(position);
  }
  actions.notify({ tone: 'info', text: `“${branch.name}” is back.`, issues: [] });
}

/** The run where it was; if it has been made anew meanwhile, that one with its name. */
function withBranch(branches: Branches, { branch, index }: Deletion): Branches {
  const { list } = branches;
  const twin = twinOf(branches, branch);
  if (twin !== undefined) return renameBranch(branches, twin.id, branch.name);
  let { id } = branch;
  while (list.some((other) => other.id === id)) id = `${id}+`;
  return { ...branches, list: list.toSpliced(index, 0, { ...branch, id }) };
}

function twinOf({ list }: Branches, { schedule }: Branch): Branch | undefined {
  return list.find((other) => other.id !== STORY_ID && sameSchedule(other.schedule, schedule));
}
