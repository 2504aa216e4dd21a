import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { ColumnInfo } from '../../protocol/scenario-info.ts';
import { selectColumnInfo, selectLayout } from '../../state/run-selectors.ts';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { Disclosure } from '../controls/disclosure.tsx';
import { useKeyLabel } from '../keys/key-names.ts';
import { Late } from '../shell/late.tsx';
import { ColumnSwitch } from './column-switch.tsx';
import { ScenarioMenu } from './scenario-menu.tsx';
import { ThemeButton } from './theme-button.tsx';
import css from './toolbar.module.css';

/** More columns than this get a row of their own, below the tools. */
const ONE_ROW_MAX = 3;

const loadMore = () => import('./more-menu.tsx');

export function Toolbar() {
  const withKey = useKeyLabel();
  const actions = useActions();
  const opened = useWorkbenchState((state) => state.opened !== null);
  const columns = useWorkbenchState((state) => state.opened?.info.columns.length ?? 0);
  return (
    <header className={css['bar']} data-many-columns={columns > ONE_ROW_MAX}>
      <span className={css['name']}>sptescope</span>
      <span className={css['slash']} aria-hidden="true">
        /
      </span>
      <ScenarioMenu />
      <ColumnSwitch />
      <Kernel />
      <div className={css['tools']}>
        <Button
          disabled={!opened}
          title={withKey('Two kernels, or two runs, under one cursor', 'compare')}
          onClick={() => actions.showView('compare')}
        >
          Compare
        </Button>
        <ExploreButton disabled={!opened} />
        <Button disabled={!opened} onClick={() => actions.showDialog('share')}>
          Share
        </Button>
        <ThemeButton />
        <Button
          className={css['help'] ?? ''}
          aria-label="Keys and marks"
          title={withKey('Keys and marks', 'keys')}
          onClick={() => actions.showDialog('keys')}
        >
          ?
        </Button>
        <Disclosure label="⋯" name="More" side="right" look="plain" className={css['help']} menu>
          {(onClose) => <Late load={loadMore} given={{ onClose }} onFailure={onClose} />}
        </Disclosure>
      </div>
    </header>
  );
}

function ExploreButton({ disabled }: { readonly disabled: boolean }) {
  const withKey = useKeyLabel();
  const actions = useActions();
  const open = useWorkbenchState(({ explorePanel }) => explorePanel);
  return (
    <Button
      disabled={disabled}
      aria-expanded={open}
      title={withKey('All interleavings', 'explore')}
      onClick={() => actions.toggleExplorePanel()}
    >
      Explore
    </Button>
  );
}

/** Which commit the story is about, and which kernel the selected column is. */
function Kernel() {
  const commits = useWorkbenchState(({ opened }) => opened?.info.commits);
  const column = useWorkbenchState(selectColumnInfo);
  const layout = useWorkbenchState(selectLayout);
  if (column === null || layout === null) return null;
  return (
    <p className={css['kernel']}>
      {commits?.slice(0, 1).map(({ commit, title, url }) => (
        <a key={title} href={url} title={title} target="_blank" rel="noreferrer">
          {commit ?? title}
        </a>
      ))}
      <span className={css['profile']} title={describeColumn(column, layout)}>
        {column.profile}
      </span>
    </p>
  );
}

function describeColumn({ flags }: ColumnInfo, layout: SpteLayout): string {
  const differs = Object.entries(flags).map(([name, value]) => `${name}: ${value}`);
  return [`SPTE layout ${layout.title}`, ...differs].join('\n');
}
