import { useState, type ReactNode } from 'react';
import { ActorButtons } from './actor-buttons.tsx';
import { RunsButton } from './runs-button.tsx';
import { RUN_VIEW, RunPicture, RunTools } from './run-picture.tsx';
import { UntilButton } from './until-button.tsx';
import { Transport } from './transport.tsx';
import css from './timeline-panel.module.css';

/** Who moves, and what has happened. */
export function TimelinePanel() {
  const [view, onView] = useState(RUN_VIEW);
  return (
    <section className={css['panel']} aria-label="Timeline">
      <Controls>
        <div className={css['more']}>
          <RunsButton />
          <RunTools view={view} onView={onView} />
        </div>
      </Controls>
      <RunPicture view={view} onView={onView} />
    </section>
  );
}

/** On narrow pages the picture stands apart: the controls stay in reach at the lower edge. */
export function PictureOnly() {
  const [view, onView] = useState(RUN_VIEW);
  return (
    <section className={css['panel']} aria-label="Timeline">
      <header className={css['header']}>
        <h2 className={css['heading']}>Timeline</h2>
        <div className={css['more']}>
          <RunsButton />
          <RunTools view={view} onView={onView} />
        </div>
      </header>
      <RunPicture view={view} onView={onView} />
    </section>
  );
}

export function Controls({ children }: { readonly children?: ReactNode }) {
  return (
    <div className={css['controls']}>
      <Transport />
      <ActorButtons />
      <UntilButton />
      {children}
    </div>
  );
}
