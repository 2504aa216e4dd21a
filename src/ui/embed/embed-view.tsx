import { useMemo } from 'react';
import { encodeLink } from '../../link/encode-link.ts';
import { linkOf, type Linked } from '../../state/link-sync.ts';
import { columnPosition, columnRun } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import type { RunSlice } from '../../state/workbench-state.ts';
import { IconButton } from '../controls/button.tsx';
import { byHand } from '../keys/commands.ts';
import type { CommandId } from '../keys/key-table.ts';
import { useKeys } from '../keys/use-keys.ts';
import { MachinePanel } from '../machine/machine-panel.tsx';
import { LastCrash } from '../shell/last-crash.tsx';
import { Late } from '../shell/late.tsx';
import { LiveRegion } from '../shell/live-region.tsx';
import { Notices } from '../shell/notices.tsx';
import { useSession } from '../shell/session-context.ts';
import { usePictureProps } from '../shell/use-picture-props.ts';
import { VerdictBar } from '../toolbar/verdict-bar.tsx';
import { FittedPicture } from './fitted-picture.tsx';
import css from './embed-view.module.css';

/** read: nothing can be changed; step: forwards and back, in the run that is shown. */
export type EmbedMode = 'read' | 'step';

const STEP_COMMANDS: readonly CommandId[] = [
  'next',
  'back',
  'first',
  'last',
  'next-moment',
  'previous-moment',
];

const NO_COMMANDS: readonly CommandId[] = [];

export function EmbedView({ mode }: { readonly mode: EmbedMode }) {
  const { store } = useWorkbench();
  const session = useSession();
  const elsewhere = useWorkbenchState(({ view }) => view !== null);
  const decodes = useWorkbenchState(({ dialog }) => dialog === 'decoder');
  const commands = mode === 'step' && !elsewhere && !decodes ? STEP_COMMANDS : NO_COMMANDS;
  useKeys(
    useMemo(() => ({ store, session }), [store, session]),
    commands,
  );
  if (elsewhere) return <ShownElsewhere />;
  return decodes ? <ShownValue mode={mode} /> : <ShownRun mode={mode} />;
}

const loadDecoder = () => import('./embedded-decoder.tsx');

/** A link to the decoder: the value it is about is the picture. */
function ShownValue({ mode }: { readonly mode: EmbedMode }) {
  const given = useMemo(() => ({ fixed: mode === 'read' }), [mode]);
  return (
    <div className={css['page']}>
      <Notices />
      <main className={css['value']}>
        <h1>Decode an SPTE</h1>
        <Late load={loadDecoder} given={given} />
      </main>
      <footer className={css['footer']}>
        <OpenInSptescope fragment={useWorkbenchState(({ decoderLink }) => decoderLink ?? '')} />
      </footer>
    </div>
  );
}

function OpenInSptescope({ fragment }: { readonly fragment: string }) {
  return (
    <a href={`${pageAddress()}#${fragment}`} target="_blank" rel="noreferrer">
      open in sptescope
    </a>
  );
}

const loadWords = () => import('../shell/step-words.tsx');
const NOTHING = {};

function ShownRun({ mode }: { readonly mode: EmbedMode }) {
  const stepped = useWorkbenchState((state) => columnPosition(state) > 0);
  return (
    <div className={css['page']}>
      {/* What a verdict leads to would be another column: that is for the workbench. */}
      <fieldset className={css['verdicts']} disabled>
        <VerdictBar />
      </fieldset>
      <LastCrash />
      <Notices />
      <main className={css['main']}>
        <h1 className="visually-hidden">
          {useWorkbenchState(({ opened }) => opened?.info.title ?? 'sptescope')}
        </h1>
        <h2 className="visually-hidden">The machine</h2>
        <EmbeddedMachine mode={mode} />
      </main>
      <footer className={css['footer']}>
        {mode === 'step' && <StepButtons />}
        <p className={css['step']}>
          {useWorkbenchState(whereInRun)}
          {stepped && (
            <>
              {': '}
              <Late load={loadWords} given={NOTHING} />
            </>
          )}
        </p>
        <OpenInSptescope fragment={useWorkbenchState(runFragment)} />
      </footer>
      <LiveRegion />
    </div>
  );
}

/** A link to a comparison, or to a trace: anything else in its place would be taken for it. */
function ShownElsewhere() {
  const fragment = useWorkbenchState(({ viewLink }) => viewLink ?? '');
  return (
    <main className={css['elsewhere']}>
      <h1>sptescope</h1>
      <p role="alert">
        This link leads to a comparison or to a trace, and only runs are shown here.{' '}
        <OpenInSptescope fragment={fragment} />
      </p>
    </main>
  );
}

const IGNORE = (): void => {
  // Nothing can be changed here.
};

function EmbeddedMachine({ mode }: { readonly mode: EmbedMode }) {
  const props = usePictureProps();
  if (props === null) return null;
  const fixed = mode === 'read' ? { onSelect: IGNORE, onGoTo: IGNORE } : {};
  return (
    <fieldset className={css['part']} disabled={mode === 'read'}>
      <FittedPicture picture={props.view}>
        <MachinePanel {...props} {...fixed} otherColumn={null} onSwitchColumn={IGNORE} />
      </FittedPicture>
    </fieldset>
  );
}

function StepButtons() {
  const { store } = useWorkbench();
  const session = useSession();
  const context = { store, session };
  return (
    <>
      <IconButton icon="back" label="Back one step" onClick={() => void byHand(context).back()} />
      <IconButton
        icon="forward"
        label="Next step"
        look="primary"
        onClick={() => void byHand(context).stepNext()}
      />
    </>
  );
}

function whereInRun(state: RunSlice): string {
  return `step ${columnPosition(state)} of ${columnRun(state).records.length}`;
}

/** The same picture in the whole workbench. */
function runFragment(state: Linked): string {
  const link = linkOf(state);
  return link === null ? '' : encodeLink(link);
}

function pageAddress(): string {
  return window.location.href.replace(/[?#].*$/s, '');
}
