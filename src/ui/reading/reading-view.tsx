import { useRef } from 'react';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import ExploreLine from '../explore/explore-line.tsx';
import ExplorePanel from '../explore/explore-panel.tsx';
import { LastCrash } from '../shell/last-crash.tsx';
import { NothingOpen } from '../shell/nothing-open.tsx';
import { Notices } from '../shell/notices.tsx';
import { useRootMark } from '../shell/use-root-mark.ts';
import { MomentMachine } from './moment-machine.tsx';
import { MomentText } from './moment-text.tsx';
import { ReadingDock } from './reading-dock.tsx';
import { ReadingHead } from './reading-head.tsx';
import { ReadingParts } from './reading-parts.tsx';
import { useReading } from './use-reading.ts';
import { useSwipe } from './use-swipe.ts';
import css from './reading-view.module.css';

/**
 * The story first: what it says now, in letters that can be read, and below it the part of the machine
 * that it speaks of. Everything else is one part at a time further down. For windows that have no room
 * for regions side by side, and wherever the reader wants it so.
 */
export default function ReadingView() {
  useRootMark('reading');
  const opened = useWorkbenchState((state) => state.opened !== null);
  return (
    <div className={css['page']}>
      <ReadingHead />
      <LastCrash />
      <Notices />
      {opened ? <Opened /> : <NothingOpen />}
    </div>
  );
}

function Opened() {
  const reading = useReading();
  const explore = useWorkbenchState(({ explorePanel }) => explorePanel);
  const searched = useWorkbenchState(({ explorer }) => explorer !== null);
  const moment = useRef<HTMLDivElement>(null);
  useSwipe(moment, { onLeft: reading.onNext, onRight: reading.onPrevious });
  return (
    <>
      <main className={css['main']} tabIndex={-1} data-arrival="reading">
        {explore && <ExplorePanel />}
        <div ref={moment} className={css['moment']}>
          <MomentText reading={reading} frame={moment} />
          <MomentMachine words={reading.words} />
        </div>
        <div className={css['line']}>{searched && <ExploreLine />}</div>
        <ReadingParts />
      </main>
      <ReadingDock reading={reading} />
    </>
  );
}
