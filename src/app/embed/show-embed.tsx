/** The page inside a page: a picture, its verdict, and the way to the whole workbench. */
import { StrictMode } from 'react';
import type { Root } from 'react-dom/client';
import type { Workbench } from '../../state/create-workbench.ts';
import { WorkbenchContext } from '../../state/workbench-context.ts';
import { EmbedView, type EmbedMode } from '../../ui/embed/embed-view.tsx';
import { SessionContext, type SessionPort } from '../../ui/shell/session-context.ts';
import { openEmbedPort } from './embed-port.ts';

interface EmbedRequest {
  readonly root: Root;
  readonly workbench: Workbench;
  readonly session: SessionPort;
  /** What the address asks for: `embed=step&theme=dark`. */
  readonly wanted: URLSearchParams;
}

export function showEmbed({ root, session, wanted, workbench }: EmbedRequest): void {
  // Whatever else is asked for, a page that cannot be changed is what surprises least.
  const mode: EmbedMode = wanted.get('embed') === 'step' ? 'step' : 'read';
  const theme = wanted.get('theme');
  // Not through the store, which would remember it for the reader's own visits.
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  openEmbedPort({ workbench, session, version: __APP_VERSION__, mode });
  root.render(
    <StrictMode>
      <WorkbenchContext value={workbench}>
        <SessionContext value={session}>
          <EmbedView mode={mode} />
        </SessionContext>
      </WorkbenchContext>
    </StrictMode>,
  );
}
