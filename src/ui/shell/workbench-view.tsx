import { Group, Panel, Separator, type Layout } from 'react-resizable-panels';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { StoryPanel } from '../story/story-panel.tsx';
import { Controls, PictureOnly, TimelinePanel } from '../timeline/timeline-panel.tsx';
import { Toolbar } from '../toolbar/toolbar.tsx';
import { VerdictBar } from '../toolbar/verdict-bar.tsx';
import { CrashBanner } from './crash-banner.tsx';
import { LiveRegion } from './live-region.tsx';
import { Notices } from './notices.tsx';
import { InspectorRegion, MachineRegion } from './regions.tsx';
import { useMedia } from './use-media.ts';
import css from './workbench-view.module.css';

/** Too narrow, or too low, for regions side by side: also a wide window at 200 % zoom. */
const ONE_COLUMN = '(width < 900px), (height < 500px)';

export function WorkbenchView() {
  const oneColumn = useMedia(ONE_COLUMN);
  const opened = useWorkbenchState((state) => state.opened !== null);
  return (
    <div className={css['page']} data-one-column={oneColumn}>
      <Toolbar />
      <VerdictBar />
      <CrashBanner />
      <Notices />
      <main className={css['main']}>
        {!opened && <Nothing />}
        {opened && (oneColumn ? <OneColumn /> : <SideBySide />)}
      </main>
      <LiveRegion />
    </div>
  );
}

function Nothing() {
  return (
    <p className={css['nothing']}>
      Nothing is open. Choose a scenario from the menu at the top left.
    </p>
  );
}

function OneColumn() {
  return (
    <>
      <StoryPanel />
      <section className={css['dock']} aria-label="Steps">
        <Controls />
      </section>
      <MachineRegion />
      <div className={css['timeline']}>
        <PictureOnly />
      </div>
      <InspectorRegion />
    </>
  );
}

function SideBySide() {
  const rows = useRememberedLayout('rows');
  const columns = useRememberedLayout('columns');
  return (
    <Group {...rows} orientation="vertical" className={css['group']}>
      <Panel id="top" minSize={200}>
        <Group {...columns} orientation="horizontal">
          <Panel id="story" defaultSize="19%" minSize={170} className={css['story']}>
            <StoryPanel />
          </Panel>
          <Handle name="Width of the story" />
          <Panel id="machine" minSize={320}>
            <MachineRegion />
          </Panel>
          <Handle name="Width of the inspector" />
          <Panel id="inspector" defaultSize="25%" minSize={220} className={css['inspector']}>
            <InspectorRegion />
          </Panel>
        </Group>
      </Panel>
      <Handle name="Height of the timeline" />
      <Panel
        id="timeline"
        defaultSize={timelineHeight()}
        minSize={90}
        groupResizeBehavior="preserve-pixel-size"
      >
        <TimelinePanel />
      </Panel>
    </Group>
  );
}

/** Lanes with two rows of labels, or with one where that would leave the machine too little. */
function timelineHeight(): number {
  return window.innerHeight < 800 ? 228 : 268;
}

function Handle({ name }: { readonly name: string }) {
  return <Separator className={css['handle']} aria-label={name} />;
}

/** Sizes of the regions of a group, as the reader left them. */
function useRememberedLayout(id: string) {
  const { storage } = useWorkbench();
  const key = `layout.${id}`;
  const stored = readLayout(storage.read(key));
  return {
    id,
    ...(stored === null ? {} : { defaultLayout: stored }),
    onLayoutChanged: (layout: Layout, { isUserInteraction }: { isUserInteraction: boolean }) => {
      if (isUserInteraction) storage.write(key, layout);
    },
  };
}

function readLayout(stored: unknown): Layout | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const sizes = Object.entries(stored);
  const sound = sizes.every(([, size]) => typeof size === 'number' && size >= 0 && size <= 100);
  return sound && sizes.length > 0 ? (stored as Layout) : null;
}
