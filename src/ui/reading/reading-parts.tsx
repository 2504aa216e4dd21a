import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useActions, useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import type { LinkPart } from '../../link/link.ts';
import { byHand } from '../keys/commands.ts';
import { MachinePanel } from '../machine/machine-panel.tsx';
import { InspectorRegion } from '../shell/regions.tsx';
import { useSession } from '../shell/session-context.ts';
import { usePictureProps } from '../shell/use-picture-props.ts';
import { Moments } from '../story/story-view.tsx';
import { useStory } from '../story/use-story.ts';
import { Controls, PictureOnly } from '../timeline/timeline-panel.tsx';
import css from './reading-parts.module.css';

const PARTS = [
  { id: 'moments', title: 'Moments' },
  { id: 'steps', title: 'Steps' },
  { id: 'machine', title: 'Machine' },
  { id: 'entry', title: 'Entry' },
] as const;

type PartId = (typeof PARTS)[number]['id'];

/** Sections of the inspector are in the part of the entry. */
function partOf(shown: LinkPart | null): PartId {
  switch (shown) {
    case 'steps':
    case 'machine':
      return shown;
    case 'interleavings':
    case null:
      return 'moments';
    case 'entry':
    case 'state':
    case 'code':
    case 'history':
    case 'fields':
      return 'entry';
  }
}

/** The rest of the page, one part at a time. */
export function ReadingParts() {
  const shown = partOf(useWorkbenchState((state) => state.shown));
  const actions = useActions();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const show = (part: PartId): void => {
    actions.setShown(part === 'moments' ? null : part);
    list.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div className={css['parts']}>
      <div ref={list} className={css['tabs']} role="tablist" aria-label="Parts of the page">
        {PARTS.map((part) => (
          <button
            key={part.id}
            type="button"
            role="tab"
            id={`${id}-${part.id}`}
            aria-selected={part.id === shown}
            aria-controls={part.id === shown ? `${id}-panel` : undefined}
            tabIndex={part.id === shown ? 0 : -1}
            onClick={() => show(part.id)}
            onKeyDown={moveFocus}
          >
            {part.title}
          </button>
        ))}
      </div>
      <div
        className={css['panel']}
        id={`${id}-panel`}
        role="tabpanel"
        aria-labelledby={`${id}-${shown}`}
        data-part={shown}
      >
        <Part id={shown} />
      </div>
    </div>
  );
}

function Part({ id }: { readonly id: PartId }): ReactNode {
  switch (id) {
    case 'moments':
      return <AllMoments />;
    case 'steps':
      return (
        <>
          <Controls />
          <div className={css['timeline']}>
            <PictureOnly />
          </div>
        </>
      );
    case 'machine':
      return <Machine />;
    case 'entry':
      return <InspectorRegion />;
  }
}

/** The whole; what is violated is told above. */
function Machine() {
  const props = usePictureProps();
  return props === null ? null : <MachinePanel {...props} violation={null} />;
}

function AllMoments() {
  const { store } = useWorkbench();
  const session = useSession();
  const summary = useWorkbenchState(({ opened }) => opened?.info.summary);
  const { moments } = useStory();
  return (
    <>
      <p className={css['summary']}>{summary}</p>
      <Moments
        moments={moments.filter(({ state }) => state !== 'elsewhere')}
        onGoTo={(step) => void byHand({ store, session }).goTo(step)}
      />
    </>
  );
}

/** Arrow keys, Home and End go through the tabs; elsewhere they step the run. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget.parentElement;
  const tabs = [...(list?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
  const at = tabs.indexOf(event.currentTarget);
  const to = targetTab(event.key, { at, count: tabs.length });
  if (at < 0 || to === null) return;
  event.preventDefault();
  tabs[to]?.focus();
  tabs[to]?.click();
}

function targetTab(key: string, { at, count }: { at: number; count: number }): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
