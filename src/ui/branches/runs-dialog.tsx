import { useEffect, useMemo, useRef, useState, type SyntheticEvent } from 'react';
import { deleteRun } from '../../state/delete-run.ts';
import { lookAtOtherTabs } from '../../state/look-at-other-tabs.ts';
import { renameBranch } from '../../state/rename-branch.ts';
import { judgeRuns, knownOutcome } from '../../state/judge-runs.ts';
import { STORY_ID, type Branch } from '../../state/run-model.ts';
import { useActions, useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { runTree, type RunRow } from '../../view/branches/run-tree.ts';
import { verdictModel, type ColumnVerdict } from '../../view/verdict/verdict-model.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../dialogs/dialog.tsx';
import { Notices } from '../shell/notices.tsx';
import { RunTree, type JudgedRow } from './run-tree.tsx';
import css from './runs-dialog.module.css';

const NAME_MAX = 60;
const NO_COLUMNS: readonly never[] = [];

/** All runs there have been: where they part, what each kernel makes of them, and names. */
export default function RunsDialog({ onClose }: { readonly onClose: () => void }) {
  const { list, current } = useWorkbenchState(({ branches }) => branches);
  const kept = useWorkbenchState(({ runsKept }) => runsKept);
  const actions = useActions();
  const [chosen, setChosen] = useState(current);
  useOtherTabs();
  const tree = useTreeFocus(list);
  const rows = useJudgedRows(list);
  const remove = useDelete(rows, setChosen);
  const branch = list.find(({ id }) => id === chosen) ?? list[0];
  const show = (id: string): void => {
    onClose();
    void actions.loadBranch(id);
  };
  if (branch === undefined) return null;
  return (
    <Dialog title="Runs" width={920} onClose={onClose}>
      <p className={css['about']}>
        Going back and choosing otherwise begins a new run; none is lost but what you delete.{' '}
        {kept
          ? 'The browser keeps them for the next visit.'
          : 'The browser does not keep all of them for the next visit: copy a link to what matters.'}
      </p>
      <div ref={tree}>
        <RunTree
          rows={rows}
          chosen={branch.id}
          current={current}
          onChoose={setChosen}
          onShow={show}
          onDelete={remove}
        />
      </div>
      <Notices />
      <div className={css['acts']}>
        <div className={css['run']}>
          <Button onClick={() => show(branch.id)}>Show “{branch.name}”</Button>
          {branch.id !== STORY_ID && (
            <Button title="Delete (Del)" onClick={() => remove(branch.id)}>
              Delete “{branch.name}”
            </Button>
          )}
        </div>
        {branch.id !== STORY_ID && <Rename key={branch.id} branch={branch} />}
      </div>
    </Dialog>
  );
}

/** Deletes a run; then the one below it is chosen, or else the one above. */
function useDelete(rows: readonly RunRow[], choose: (id: string) => void): (id: string) => void {
  const workbench = useWorkbench();
  const actions = useActions();
  return (id) => {
    const at = rows.findIndex((row) => row.id === id);
    const next = rows[at + 1] ?? rows[at - 1];
    void deleteRun(workbench, id).then((deleted) => {
      if (deleted && next !== undefined) choose(next.id);
    });
    if (id === STORY_ID) {
      actions.notify({
        tone: 'info',
        text: 'The story belongs to the scenario: it stays.',
        issues: [],
      });
    }
  };
}

function Rename({ branch: { id, name } }: { readonly branch: Branch }) {
  const actions = useActions();
  const [text, setText] = useState(name);
  const wanted = text.trim();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (wanted === '') return;
    void actions.changeRuns((branches) => renameBranch(branches, id, wanted));
  };
  return (
    <form className={css['rename']} onSubmit={submit}>
      <label>
        Name{' '}
        <input
          className={css['name']}
          value={text}
          maxLength={NAME_MAX}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <Button type="submit" aria-disabled={wanted === '' || wanted === name}>
        Rename
      </Button>
    </form>
  );
}

/** The dialog begins in the tree, at the run on screen, and is there again when what had the focus has gone. */
function useTreeFocus(list: readonly Branch[]) {
  const tree = useRef<HTMLDivElement>(null);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current && document.activeElement !== document.body) return;
    begun.current = true;
    tree.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }, [list]);
  return tree;
}

/** What other tabs have kept before the page began to follow them. */
function useOtherTabs(): void {
  const workbench = useWorkbench();
  useEffect(() => void lookAtOtherTabs(workbench), [workbench]);
}

/** The tree with each run's verdicts, which come one by one. */
function useJudgedRows(list: readonly Branch[]): JudgedRow[] {
  const { client } = useWorkbench();
  const columns = useWorkbenchState(({ opened }) => opened?.info.columns ?? NO_COLUMNS);
  const [judged, setJudged] = useState(0);
  useEffect(() => {
    const leave = new AbortController();
    const runs = {
      schedules: list.map(({ schedule }) => schedule),
      columns: columns.map(({ id }) => id),
    };
    void judgeRuns(client, runs, {
      signal: leave.signal,
      onJudged: () => setJudged((count) => count + 1),
    });
    return () => leave.abort();
  }, [client, list, columns]);
  return useMemo(() => {
    const verdictsOf = (id: string): readonly ColumnVerdict[] => {
      const schedule = list.find((branch) => branch.id === id)?.schedule ?? [];
      const outcomes = columns.map((column) => ({
        id: column.id,
        title: column.title,
        run: knownOutcome(schedule, column.id),
      }));
      return verdictModel(outcomes, { selected: '', steps: schedule.length }).columns;
    };
    return runTree(list).map((row) => ({ ...row, verdicts: verdictsOf(row.id) }));
    // The count stands for what is known of the runs, which is kept outside.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [list, columns, judged]);
}
