import { useEffect, useMemo, useState } from 'react';
import { createCompare } from '../../state/compare/create-compare.ts';
import { useWorkbench } from '../../state/workbench-context.ts';
import { Button } from '../controls/button.tsx';
import { useViewCommands, type ViewRuns } from '../keys/view-commands.ts';
import { BlankScreen } from '../present/blank-screen.tsx';
import { useMedia } from '../shell/use-media.ts';
import { useRootMark } from '../shell/use-root-mark.ts';
import type { ViewProps } from '../shell/view-props.ts';
import { Beneath } from './beneath.tsx';
import {
  CompareContext,
  namesOf,
  useComparison,
  useCompareState,
  useDrawnMoment,
} from './compare-context.ts';
import { CompareHead } from './compare-head.tsx';
import { compareItems } from './compare-items.ts';
import { compareRuns } from './compare-keys.ts';
import { CompareLiveRegion } from './compare-live-region.tsx';
import { CompareSteps } from './compare-steps.tsx';
import { CompareTimeline } from './compare-timeline.tsx';
import { CompareVerdicts } from './compare-verdicts.tsx';
import { LateDrawn } from './late-drawn.tsx';
import { OneSide } from './one-side.tsx';
import { Overlay } from './overlay.tsx';
import { SideMachine } from './side-machine.tsx';
import { useCompareCommands } from './use-compare-commands.ts';
import { useMachinesNow } from './use-differences.ts';
import css from './compare-view.module.css';

const NOTHING: ViewRuns = {};

/** Two machines under one cursor. */
export default function CompareView({ onClose }: ViewProps) {
  useRootMark('compare');
  const workbench = useWorkbench();
  const [compare] = useState(() => createCompare(workbench));
  useEffect(() => compare.start(), [compare]);
  return (
    <CompareContext value={compare}>
      <View onClose={onClose} />
    </CompareContext>
  );
}

function View({ onClose }: ViewProps) {
  const problem = useCompareState((state) => state.problem);
  const { commands, playing } = useCompareCommands(onClose);
  const [blank, setBlank] = useState(false);
  useViewCommands(blank ? NOTHING : compareRuns(commands, () => setBlank(true)), {
    items: () => compareItems(commands),
  });
  return (
    <>
      <CompareHead commands={commands} />
      {problem !== null && (
        <div className={css['problem']} role="alert">
          {problem} <Button onClick={onClose}>Back to the workbench</Button>
        </div>
      )}
      <LateDrawn nothing={problem === null && <Nothing />}>
        <CompareVerdicts />
        <Compared commands={commands} playing={playing} />
      </LateDrawn>
      {blank && <BlankScreen onBack={() => setBlank(false)} />}
    </>
  );
}

function Nothing() {
  return <main className={css['nothing']}>Both are being run …</main>;
}

/** As in the style sheets: no room for two machines side by side. */
const ONE_COLUMN = '(width < 900px), (height < 500px)';

type ComparedProps = ReturnType<typeof useCompareCommands>;

function Compared({ commands, playing }: ComparedProps) {
  const comparison = useComparison();
  const position = useDrawnMoment();
  const look = useCompareState((state) => state.look);
  const now = useMachinesNow(comparison, position);
  const names = useMemo(() => namesOf(comparison), [comparison]);
  const oneColumn = useMedia(ONE_COLUMN);
  return (
    <main className={css['main']}>
      <div className={css['machines']} data-look={look}>
        {look === 'overlay' ? (
          <Overlay now={now} names={names} />
        ) : oneColumn ? (
          <OneSide now={now} names={names} />
        ) : (
          <>
            <SideMachine side="left" now={now} />
            <SideMachine side="right" now={now} />
          </>
        )}
      </div>
      <section className={css['time']} aria-label="Timeline of both">
        <CompareSteps commands={commands} playing={playing} />
        <CompareTimeline names={names} />
      </section>
      <Beneath now={now} names={names} />
      <CompareLiveRegion now={now} names={names} />
    </main>
  );
}
