import { useState, type ReactNode } from 'react';
import { columnPosition, columnRun, stepsOfStory } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import type { RunSlice } from '../../state/workbench-state.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { FittedPicture } from '../embed/fitted-picture.tsx';
import { byHand } from '../keys/commands.ts';
import { useViewCommands, type ViewRuns } from '../keys/view-commands.ts';
import { LiveRegion } from '../shell/live-region.tsx';
import { InspectorRegion, MachineRegion } from '../shell/regions.tsx';
import { useSession } from '../shell/session-context.ts';
import { usePictureProps } from '../shell/use-picture-props.ts';
import type { ViewProps } from '../shell/view-props.ts';
import { StoryPanel } from '../story/story-panel.tsx';
import { TimelinePanel } from '../timeline/timeline-panel.tsx';
import { useRunTeller } from '../timeline/use-run-teller.ts';
import { VerdictBar } from '../toolbar/verdict-bar.tsx';
import { actorStyle } from '../machine/actor-style.ts';
import { BlankScreen } from './blank-screen.tsx';
import { Enlarged } from './enlarged.tsx';
import css from './present-view.module.css';

const REGIONS = ['machine', 'timeline', 'story', 'inspector'] as const;
type RegionName = (typeof REGIONS)[number];

/** What presenter remotes send comes before the keys of the page, some of which are other things there. */
const FIRST = { first: true };
const NOTHING: ViewRuns = {};

/** For a projector: one region at a time, as large as it goes, and what the step did in large letters. */
export default function PresentView({ onClose }: ViewProps) {
  const { store } = useWorkbench();
  const session = useSession();
  const [region, setRegion] = useState<RegionName>('machine');
  const [blank, setBlank] = useState(false);
  const turn = (by: number): void => {
    const at = REGIONS.indexOf(region) + by + REGIONS.length;
    setRegion(REGIONS[at % REGIONS.length] ?? 'machine');
  };
  const hand = () => byHand({ store, session });
  const commands: ViewRuns = {
    'present/next': () => hand().nextMoment(),
    'present/previous': () => hand().previousMoment(),
    'present/beginning': () => hand().first(),
    'present/next-region': () => turn(1),
    'present/previous-region': () => turn(-1),
    'present/blank': () => setBlank(true),
    'present/close': onClose,
  };
  useViewCommands(blank ? NOTHING : commands, FIRST);
  return (
    <div className={css['page']}>
      <header className={css['header']}>
        <h1 className={css['title']} tabIndex={-1} data-arrival="present">
          {useWorkbenchState(({ opened }) => opened?.info.title)}
        </h1>
        <div className={css['regions']} role="group" aria-label="Region on screen">
          {REGIONS.map((name) => (
            <Button key={name} aria-pressed={name === region} onClick={() => setRegion(name)}>
              {name}
            </Button>
          ))}
        </div>
        <IconButton icon="close" label="Leave the presentation (Escape)" onClick={onClose} />
      </header>
      <VerdictBar />
      <main className={css['main']}>
        <Region name={region} />
      </main>
      <Step />
      <LiveRegion />
      {blank && <BlankScreen onBack={() => setBlank(false)} />}
    </div>
  );
}

function Region({ name }: { readonly name: RegionName }): ReactNode {
  const picture = usePictureProps();
  switch (name) {
    case 'machine':
      return picture === null ? null : (
        <>
          <h2 className="visually-hidden">The machine</h2>
          <FittedPicture picture={picture.view}>
            <MachineRegion />
          </FittedPicture>
        </>
      );
    case 'timeline':
      return (
        <Enlarged>
          <TimelinePanel />
        </Enlarged>
      );
    case 'story':
      return (
        <Enlarged>
          <StoryPanel />
        </Enlarged>
      );
    case 'inspector':
      return (
        <Enlarged>
          <InspectorRegion />
        </Enlarged>
      );
  }
}

/** What the step on screen did: to be read from the last row. */
function Step() {
  const actors = useWorkbenchState(({ opened }) => opened?.actors) ?? [];
  const { records } = useWorkbenchState(columnRun);
  const position = useWorkbenchState(columnPosition);
  const moment = useWorkbenchState(momentText);
  const record = records[position - 1];
  const did = useRunTeller()?.did(record?.n ?? 0) || null;
  return (
    <footer
      className={css['step']}
      style={record === undefined ? {} : actorStyle(actors, record.choice.actor)}
    >
      <p className={css['where']}>
        {position} / {records.length}
      </p>
      {record !== undefined && (
        <b className={css['actor']}>{actors[record.choice.actor]?.title ?? ''}</b>
      )}
      <p className={css['text']}>{moment ?? did ?? 'Before the first step.'}</p>
    </footer>
  );
}

/** What the story says at this very step. */
function momentText(state: RunSlice): string | null {
  const position = columnPosition(state);
  if (position > stepsOfStory(state)) return null;
  const told = state.opened?.info.narration.find(({ step }) => step === position);
  return told?.text ?? null;
}
