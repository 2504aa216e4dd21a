import { useActions } from '../../state/workbench-context.ts';
import { useTraceState } from '../../state/trace/trace-port.ts';
import { traceFacts } from '../../view/trace/trace-facts.ts';
import { Button } from '../controls/button.tsx';
import { Disclosure } from '../controls/disclosure.tsx';
import { FormatChoice } from './format-choice.tsx';
import { OpenFileButton } from './open-file-button.tsx';
import { ReadingProgress } from './reading-progress.tsx';
import { WhatWasRead } from './what-was-read.tsx';
import css from './trace-header.module.css';
import { ThemeButton } from '../toolbar/theme-button.tsx';

/** What was read, and everything about the trace as a whole. */
export function TraceHeader({ onClose }: { readonly onClose: () => void }) {
  const name = useTraceState((state) => state.name);
  return (
    <header className={css['header']}>
      <div className={css['bar']}>
        <span className={css['name']}>sptescope</span>
        <span className={css['slash']} aria-hidden="true">
          /
        </span>
        <h1 className={css['title']} tabIndex={-1} data-arrival="trace">
          {name === '' ? 'Trace of a real kernel' : name}
        </h1>
        <div className={css['tools']}>
          {name !== '' && <OpenFileButton>Open a trace …</OpenFileButton>}
          <ThemeButton />
          <KeysButton />
          <Button onClick={onClose}>Back to the workbench</Button>
        </div>
      </div>
      <ReadingProgress />
      <Facts />
    </header>
  );
}

function KeysButton() {
  const actions = useActions();
  return (
    <Button aria-label="Keys" title="Keys (?)" onClick={() => actions.showDialog('keys')}>
      ?
    </Button>
  );
}

function Facts() {
  const outline = useTraceState((state) => state.outline);
  const opened = useTraceState((state) => state.opened);
  if (outline === null) return null;
  return (
    <div className={css['facts']}>
      <ul className={css['list']} aria-label="What was read">
        {traceFacts(outline, opened?.summary ?? null).map(({ id, text, tone }) => (
          <li key={id} className={css['fact']} data-tone={tone}>
            {text}
          </li>
        ))}
      </ul>
      {opened !== null && (
        <div className={css['more']}>
          <FormatChoice opened={opened} />
          <Disclosure label="What was read" side="right" look="plain">
            {() => <WhatWasRead {...opened} />}
          </Disclosure>
        </div>
      )}
    </div>
  );
}
