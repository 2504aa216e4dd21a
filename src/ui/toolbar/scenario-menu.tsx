import { encodeLink } from '../../link/encode-link.ts';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { storyOf } from '../../state/workbench-state.ts';
import { Button } from '../controls/button.tsx';
import { Disclosure } from '../controls/disclosure.tsx';
import { useScenarioList } from '../shell/scenario-list.ts';
import { useSession } from '../shell/session-context.ts';
import css from './scenario-menu.module.css';

/** Name of the scenario; its menu lists all there are, as links that can be opened elsewhere, too. */
export function ScenarioMenu() {
  const current = useWorkbenchState(({ opened }) => opened?.info ?? null);
  const own = useWorkbenchState(({ opened }) => opened?.source.kind === 'text');
  const session = useSession();
  const actions = useActions();
  const title = current?.title ?? 'No scenario';

  const open = (id: string): void => {
    const target = storyOf({ kind: 'shipped', id });
    session.send({ type: 'open', opening: () => actions.open(target) });
  };

  return (
    <div className={css['menu']}>
      <h1 className="visually-hidden">{title}</h1>
      <Disclosure label={<span className={css['title']}>{title}</span>} name={`Scenario: ${title}`}>
        {(close) => (
          <>
            <ScenarioEntries
              current={own ? null : (current?.id ?? null)}
              onOpen={(id) => {
                close();
                open(id);
              }}
            />
            <Button
              look="quiet"
              className={css['own'] ?? ''}
              onClick={() => {
                close();
                actions.showDialog('own-scenario');
              }}
            >
              Open a scenario of your own …
            </Button>
            <Button
              look="quiet"
              className={css['own'] ?? ''}
              onClick={() => {
                close();
                actions.showView('trace');
              }}
            >
              Open a trace of a real kernel …
            </Button>
          </>
        )}
      </Disclosure>
    </div>
  );
}

interface ScenarioEntriesProps {
  /** The shipped scenario that is open. */
  readonly current: string | null;
  readonly onOpen: (id: string) => void;
}

function ScenarioEntries({ current, onOpen }: ScenarioEntriesProps) {
  const scenarios = useScenarioList();
  if (scenarios === null) return <p className={css['summary']}>Loading the list …</p>;
  return (
    <ul className={css['list']}>
      {scenarios.map(({ id, title, summary }) => (
        <li key={id}>
          <a
            className={css['item']}
            href={hrefOf(id)}
            aria-current={id === current ? 'page' : undefined}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              onOpen(id);
            }}
          >
            <span className={css['name']}>{title}</span>
            <span className={css['summary']}>{summary}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function hrefOf(id: string): string {
  const { column, run, at, selection, digest } = storyOf({ kind: 'shipped', id });
  return `#${encodeLink({ source: { kind: 'shipped', id }, column, run, at, selection, digest })}`;
}
