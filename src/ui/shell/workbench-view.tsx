import { useCallback } from 'react';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import type { ViewName } from '../../state/workbench-state.ts';
import { StoryPanel } from '../story/story-panel.tsx';
import { TimelinePanel } from '../timeline/timeline-panel.tsx';
import { Toolbar } from '../toolbar/toolbar.tsx';
import { VerdictBar } from '../toolbar/verdict-bar.tsx';
import { LastCrash } from './last-crash.tsx';
import { LiveRegion } from './live-region.tsx';
import { NothingOpen } from './nothing-open.tsx';
import { Notices } from './notices.tsx';
import { Late } from './late.tsx';
import { InspectorRegion, MachineRegion } from './regions.tsx';
import { Separator } from './separator.tsx';
import { useLate, type LateModule } from './use-late.ts';
import { useReads } from './use-reads.ts';
import { useRegionSize } from './use-region-size.ts';
import { useWindowSize } from './use-window-size.ts';
import type { ViewProps } from './view-props.ts';
import css from './workbench-view.module.css';

const loadReading = () => import('../reading/reading-view.tsx');

/** What is known of all interleavings comes when the page is up. */
const loadLine = () => import('../explore/explore-line.tsx');
const NOTHING_GIVEN = {};
const loadPanel = () => import('../explore/explore-panel.tsx');
const LOAD_VIEW: Readonly<Record<ViewName, () => Promise<LateModule<ViewProps>>>> = {
  compare: () => import('../compare/compare-view.tsx'),
  trace: () => import('../trace/trace-view.tsx'),
  present: () => import('../present/present-view.tsx'),
};

/** In CSS pixels. */
const STORY_WIDTH_MIN = 170;
const MACHINE_WIDTH_MIN = 320;
const INSPECTOR_WIDTH_MIN = 220;
const TIMELINE_HEIGHT_MIN = 90;
/** What is left to the bars and the upper regions at the least. */
const MACHINE_HEIGHT_MIN = 290;

export function WorkbenchView() {
  const reading = useReads();
  const view = useWorkbenchState((state) => state.view);
  if (view !== null) return <View name={view} />;
  return (
    <div className={css['page']} data-reading={reading}>
      {reading ? <Reading /> : <Desk />}
      <LiveRegion />
    </div>
  );
}

/** Should it not come, all regions are better than none. */
function Reading() {
  const part = useLate(loadReading);
  if (part === 'failed') return <Desk />;
  return part === 'loading' ? null : <part.default />;
}

/** All regions side by side. */
function Desk() {
  const opened = useWorkbenchState((state) => state.opened !== null);
  return (
    <>
      <Toolbar />
      <VerdictBar />
      {opened && <AllInterleavings />}
      <LastCrash />
      <Notices />
      {opened ? (
        <main className={css['main']}>
          <SideBySide />
        </main>
      ) : (
        <NothingOpen />
      )}
    </>
  );
}

/** A view in place of the workbench, with a head and keys of its own. */
function View({ name }: { readonly name: ViewName }) {
  const actions = useActions();
  const onClose = useCallback(() => actions.closeView(), [actions]);
  return (
    <div className={css['page']}>
      <LastCrash />
      <Notices />
      <Late key={name} load={LOAD_VIEW[name]} given={{ onClose }} onFailure={onClose} />
    </div>
  );
}

/** Keeps its place from the beginning, so that nothing moves when it has something to say. */
function AllInterleavings() {
  const loaded = useWorkbenchState(({ explorer }) => explorer !== null);
  return (
    <div className={css['line']}>{loaded && <Late load={loadLine} given={NOTHING_GIVEN} />}</div>
  );
}

/** The panel of all interleavings, if it is wanted. */
function Explore() {
  const wanted = useWorkbenchState(({ explorePanel }) => explorePanel);
  return wanted ? <Late load={loadPanel} given={NOTHING_GIVEN} /> : null;
}

/** Seven lanes under two rows of buttons are in sight at 720 pixels, with the strip of a long run. */
function timelineHeight(page: number, lanes: number): number {
  const usual = page < 800 ? 228 : 268;
  return lanes > 3 ? Math.max(usual + 32, Math.min(page * 0.3, 110 + lanes * 40)) : usual;
}

function SideBySide() {
  const page = useWindowSize();
  const story = useRegionSize('story', Math.round(page.width * 0.19));
  const inspector = useRegionSize('inspector', Math.round(page.width * 0.25));
  const lanes = useWorkbenchState(({ opened }) => opened?.actors.length ?? 0);
  const timeline = useRegionSize('timeline', timelineHeight(page.height, lanes));
  const storyMax = page.width - MACHINE_WIDTH_MIN - Math.max(inspector.size, INSPECTOR_WIDTH_MIN);
  const inspectorMax = page.width - MACHINE_WIDTH_MIN - Math.max(story.size, STORY_WIDTH_MIN);
  const columns = `${story.size}px 1px minmax(0, 1fr) 1px ${inspector.size}px`;
  return (
    <div
      className={css['regions']}
      style={{
        gridTemplateColumns: columns,
        gridTemplateRows: `minmax(0, 1fr) 1px ${timeline.size}px`,
      }}
    >
      <div className={css['story']}>
        <StoryPanel />
      </div>
      <Separator
        {...story}
        name="Width of the story"
        orientation="vertical"
        direction={1}
        sizeMin={STORY_WIDTH_MIN}
        sizeMax={storyMax}
      />
      <div className={css['machine']}>
        <MachineRegion />
      </div>
      <Separator
        {...inspector}
        name="Width of the inspector"
        orientation="vertical"
        direction={-1}
        sizeMin={INSPECTOR_WIDTH_MIN}
        sizeMax={inspectorMax}
      />
      <div className={css['inspector']}>
        <InspectorRegion />
      </div>
      <div className={css['explore']}>
        <Explore />
      </div>
      <div className={css['edge']}>
        <Separator
          {...timeline}
          name="Height of the timeline"
          orientation="horizontal"
          direction={-1}
          sizeMin={TIMELINE_HEIGHT_MIN}
          sizeMax={page.height - MACHINE_HEIGHT_MIN}
        />
      </div>
      <div className={css['lanes']}>
        <TimelinePanel />
      </div>
    </div>
  );
}
