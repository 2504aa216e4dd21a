import { useEffect, useRef } from 'react';
import { selectColumnInfo } from '../../state/run-selectors.ts';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { Disclosure } from '../controls/disclosure.tsx';
import { useKeyLabel } from '../keys/key-names.ts';
import { ColumnSwitch } from '../toolbar/column-switch.tsx';
import { ScenarioMenu } from '../toolbar/scenario-menu.tsx';
import { ThemeButton } from '../toolbar/theme-button.tsx';
import { useVerdicts } from '../toolbar/use-verdicts.ts';
import css from './reading-head.module.css';

/** What is read, and in a line what the kernel on screen made of it. */
export function ReadingHead() {
  const head = useRef<HTMLElement>(null);
  const column = useWorkbenchState((state) => state.column);
  useEffect(() => {
    const chosen = head.current?.querySelector('[role=group] > [aria-pressed=true]');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [column]);
  return (
    <header ref={head} className={css['head']}>
      <div className={css['bar']}>
        <ScenarioMenu />
        <div className={css['tools']}>
          <ThemeButton />
          <More />
        </div>
      </div>
      <ColumnSwitch />
      <Verdict />
    </header>
  );
}

/** The switch above has the marks of all; the sentence is of the one on screen. */
function Verdict() {
  const { columns } = useVerdicts();
  const actions = useActions();
  const column = useWorkbenchState(selectColumnInfo);
  const verdict = columns.find(({ selected }) => selected);
  if (verdict === undefined) return null;
  const { mark, step, text, title, tone } = verdict;
  return (
    <section className={css['verdict']} aria-label="Verdicts" data-tone={tone}>
      <span className={css['mark']} aria-hidden="true">
        {mark}
      </span>
      <p>
        <b className="visually-hidden">{title}: </b>
        {step === null ? (
          text
        ) : (
          <button type="button" onClick={() => void actions.goTo(step)}>
            {text}
          </button>
        )}
      </p>
      <span className={css['profile']}>{column?.profile}</span>
    </section>
  );
}

/** What the other page has in its bar. */
function More() {
  const actions = useActions();
  const opened = useWorkbenchState((state) => state.opened !== null);
  const byHand = useWorkbenchState(({ reading }) => reading);
  const withKey = useKeyLabel();
  const ofTheRun = [
    { title: withKey('Compare', 'compare'), act: () => actions.showView('compare') },
    { title: withKey('All interleavings', 'explore'), act: () => actions.toggleExplorePanel() },
    { title: withKey('Tree of runs', 'runs'), act: () => actions.showDialog('runs') },
    { title: 'Share', act: () => actions.showDialog('share') },
    { title: withKey('Export', 'export'), act: () => actions.showDialog('export') },
    { title: withKey('Decode an SPTE', 'decoder'), act: () => actions.showDialog('decoder') },
    { title: withKey('Find anything', 'palette'), act: () => actions.showDialog('palette') },
  ];
  const entries = [
    ...ofTheRun.map((entry) => ({ ...entry, disabled: !opened })),
    {
      title: withKey('Keys and marks', 'keys'),
      act: () => actions.showDialog('keys'),
      disabled: false,
    },
  ];
  return (
    <Disclosure label="More" side="right" look="plain">
      {(close) => (
        <div className={css['more']}>
          {entries.map(({ act, disabled, title }) => (
            <Button
              key={title}
              look="quiet"
              disabled={disabled}
              onClick={() => {
                close();
                act();
              }}
            >
              {title}
            </Button>
          ))}
          {byHand && (
            <Button look="quiet" onClick={() => actions.toggleReading()}>
              {withKey('Leave the reading mode', 'read')}
            </Button>
          )}
        </div>
      )}
    </Disclosure>
  );
}
