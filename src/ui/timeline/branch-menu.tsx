import { STORY_ID, commonPrefix } from '../../state/run-model.ts';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { Disclosure } from '../controls/disclosure.tsx';
import css from './branch-menu.module.css';

/** The runs there have been: choosing otherwise forks, and nothing is lost. */
export function BranchMenu({ below = false }: { readonly below?: boolean }) {
  const { list, current } = useWorkbenchState(({ branches }) => branches);
  const actions = useActions();
  const story = list.find(({ id }) => id === STORY_ID)?.schedule ?? [];
  const name = list.find(({ id }) => id === current)?.name ?? '';
  return (
    <Disclosure label={`run: ${name}`} side="right" above={!below} className={css['button']}>
      {(close) => (
        <ul className={css['list']}>
          {list.map((branch) => (
            <li key={branch.id}>
              <button
                type="button"
                className={css['item']}
                aria-current={branch.id === current}
                onClick={() => {
                  close();
                  void actions.loadBranch(branch.id);
                }}
              >
                <span>{branch.name}</span>
                <span className={css['about']}>
                  {describe(branch.schedule.length, commonPrefix(story, branch.schedule))}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}

function describe(steps: number, shared: number): string {
  const length = steps === 1 ? '1 step' : `${steps} steps`;
  if (steps === 0) return 'no steps yet';
  return shared === steps ? length : `${length}, its own way after step ${shared}`;
}
