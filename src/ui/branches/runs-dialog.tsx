import { useEffect, useMemo, useRef, useState, type SyntheticEvent } from 'react';
import { renameBranch } from '../../state/rename-branch.ts';
import { judgeRuns, knownOutcome } from '../../state/judge-runs.ts';
import { STORY_ID, type Branch } from '../../state/run-model.ts';
import { useActions, useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { runTree } from '../../view/branches/run-tree.ts';
import { verdictModel, type ColumnVerdict } from '../../view/verdict/verdict-model.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../dialogs/dialog.tsx';
import { RunTree, type JudgedRow } from './run-tree.tsx';
import css from './runs-dialog.module.css';

const NAME_MAX = 60;
const NO_COLUMNS: readonly never[] = [];

/** All runs there have been: where they part, what each kernel makes of them, and names. */
export default function RunsDialog({ onClose }: { readonly onClose: () => void }) {
  const { list, current } = useWorkbenchState(({ branches }) => branches);
  const kept = useWorkbenchState(({ runsKept }) => runsKept);
  const actions = useWorkbenchState((state) => state.actions);
  const [chosen, setChosen] = useState(current);
  useOtherTabs();
  const tree = useTreeFocus();
  const rows = useJudgedRows(list);
  const branch = list.find(({ id }) => id === chosen) ?? list[0];
  const show = (id: string): void => {
    onClose();
    void actions.loadBranch(id);
  };
  if (branch === undefined) return null;
  return (
    <Dialog title="Runs" width={920} onClose={onClose}>
      <p className={css['about']}>
        Going back and choosing otherwise begins a new run; none is lost.{' '}
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
        />
      </div>
      <div className={css['acts']}>
        <Button onClick={() => show(branch.id)}>Show “{branch.name}”</Button>
        {branch.id !== STORY_ID && <Rename key={branch.id} branch={branch} />}
      </div>
    </Dialog>
  );
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

/** The dialog begins in the tree, at the run on screen. */
function useTreeFocus() {
  const tree = useRef<HTMLDivElement>(null);
  useEffect(() => {
    tree.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }, []);
  return tree;
}

/** What other tabs have kept meanwhile is shown, too. */
function useOtherTabs(): void {
  const { store, remembered } = useWorkbench();
  useEffect(() => {
    const look = (): void => {
      const { actions } = store.getState();
      void actions.changeRuns((branches) => {
        const { opened } = store.getState();
        return opened === null ? branches : remembered.recall(opened, branches);
      });
    };
    look();
    window.addEventListener('storage', look);
    return () => window.removeEventListener('storage', look);
  }, [store, remembered]);
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
