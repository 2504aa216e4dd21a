import { use, useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { LinkPart } from '../../link/link.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import { WorkbenchContext } from '../../state/workbench-context.ts';
import styles from './section-heading.module.css';

interface SectionHeadingProps {
  readonly children: string;
  readonly id?: string;
  /** What links call the section, if they can open the page there. */
  readonly part?: LinkPart;
}

/** The small capitals above each part of the inspector. */
export function SectionHeading({ children, id, part }: SectionHeadingProps) {
  const workbench = use(WorkbenchContext);
  const heading = (
    <h3 className={styles['heading']} id={id}>
      {children}
    </h3>
  );
  // Without a workbench there is no link.
  if (part === undefined || workbench === null) return heading;
  return (
    <Linkable part={part} name={children} workbench={workbench}>
      {heading}
    </Linkable>
  );
}

const BY_HAND = ['keydown', 'pointerdown', 'wheel'] as const;

/** Parts of the page above it come late, and move it: until the reader does something. */
function keepInSight(element: HTMLElement): () => void {
  const show = (): void => element.scrollIntoView({ block: 'start' });
  const observer = new ResizeObserver(show);
  const stop = (): void => {
    observer.disconnect();
    for (const name of BY_HAND) window.removeEventListener(name, stop, true);
  };
  for (const name of BY_HAND) window.addEventListener(name, stop, true);
  show();
  observer.observe(element.closest('main') ?? element);
  return stop;
}

interface LinkableProps {
  readonly part: LinkPart;
  readonly name: string;
  readonly workbench: Workbench;
  readonly children: ReactNode;
}

/** Whoever opens a link to the section has it in sight; so has whoever makes one. */
function Linkable({ children, name, part, workbench: { store } }: LinkableProps) {
  const isShown = useStore(store, ({ shown }) => shown === part);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = root.current;
    return isShown && element !== null ? keepInSight(element) : undefined;
  }, [isShown]);
  return (
    <div ref={root} className={styles['linkable']}>
      {children}
      <button
        type="button"
        className={styles['link']}
        aria-pressed={isShown}
        aria-label={`Links open at ${name}`}
        title="The link to this page opens here; y copies it"
        onClick={({ currentTarget }) => {
          // Where one part of the page is shown at a time, this one stays so.
          const otherwise = currentTarget.closest('[role=tabpanel]') === null ? null : 'entry';
          store.getState().actions.setShown(isShown ? otherwise : part);
        }}
      >
        #
      </button>
    </div>
  );
}
