/** The page: makes the engine's client, the store and the session, and shows them. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { present } from '../base/assert.ts';
import { FIRST_SCENARIO_ID, loadScenarioSummaries } from '../catalogue/listing.ts';
import { ENGINE_ANSWERS, type EngineDialect } from '../client/engine-client.ts';
import { startWorker } from '../client/start-worker.ts';
import { WorkerClient } from '../client/worker-client.ts';
import type { TextDeflater } from '../link/source-text.ts';
import { createWorkbench } from '../state/create-workbench.ts';
import { pageStorage } from '../state/page-storage.ts';
import { storyOf, type OpenOutcome, type Theme } from '../state/workbench-state.ts';
import '../ui/theme/base.css';
import { pageIdle, pageIsUp } from '../ui/shell/page-idle.ts';
import { App } from './app.tsx';
import { browserPlace, onNavigation } from './browser-place.ts';
import { startExplorer } from './start-explorer.ts';
import { startSession } from './start-session.ts';
import { installTestHook } from './test-hook.ts';
import { lateTrace } from './trace/late-trace.ts';

function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

const loadDeflater = async () => (await import('../client/text-deflater.ts')).textDeflater;

/** Only a scenario of the reader's own is packed into a link, or unpacked from one. */
const deflater: TextDeflater = {
  deflate: async (text) => (await loadDeflater()).deflate(text),
  inflate: async (bytes, bytesMax) => (await loadDeflater()).inflate(bytes, bytesMax),
};

const client = new WorkerClient<EngineDialect>(startWorker, ENGINE_ANSWERS);
const workbench = createWorkbench({
  client,
  place: browserPlace,
  storage: pageStorage(() => window.localStorage),
  deflater,
});
const { store } = workbench;
const { actions } = store.getState();

showTheme(store.getState().theme);
store.subscribe(({ theme }, before) => {
  if (theme !== before.theme) showTheme(theme);
});

// Parts of the page come late, from a host that may have none of this version any more.
window.addEventListener('vite:preloadError', () => {
  actions.notify({
    tone: 'warn',
    text: 'A part of the page could not be loaded: no network, or a new version has taken its place. Your run is kept.',
    issues: [],
    action: { label: 'Load the page anew', run: () => window.location.reload() },
  });
});

/** The first scenario, when there is no link, or none that can be followed. */
function openFirst(): Promise<OpenOutcome> {
  return actions.open(storyOf({ kind: 'shipped', id: FIRST_SCENARIO_ID }));
}

async function openAddress(): Promise<OpenOutcome> {
  const fragment = browserPlace.read();
  const outcome = fragment === '' ? 'refused' : await actions.openLink(fragment, 'elsewhere');
  return outcome === 'refused' ? openFirst() : outcome;
}

/** Whatever came of it, from then on the page may load what it does not need to be of use. */
async function openPage(): Promise<OpenOutcome> {
  try {
    return await openAddress();
  } finally {
    void workbench.whenIdle().then(pageIsUp);
  }
}

const wanted = new URLSearchParams(window.location.search);
const gallery = wanted.get('gallery');
// How far a search has come is not what the gallery is about.
if (gallery === null) startExplorer(workbench, client);
const session = startSession(workbench, openPage);
onNavigation((fragment) => {
  session.send({
    type: 'open',
    opening: () => (fragment === '' ? openFirst() : actions.openLink(fragment, 'history')),
  });
});
installTestHook(workbench, client);

const SETTLED_AFTER_MS = 3000;

function loadSettled(): void {
  import('./settled.ts').then(
    ({ settle }) => void settle(workbench),
    () => undefined, // nothing on screen needs it
  );
}

function loadFocus(): void {
  import('./place-focus.ts').then(
    ({ placeFocus }) => placeFocus(workbench),
    () => undefined, // the browser places it, then
  );
}

const root = createRoot(present(document.getElementById('root'), 'index.html has a root'));
if (wanted.has('embed')) {
  void import('./embed/show-embed.tsx').then(({ showEmbed }) => {
    showEmbed({ root, workbench, session, wanted });
  });
} else {
  setTimeout(loadSettled, SETTLED_AFTER_MS);
  void pageIdle().then(loadFocus);
  root.render(
    <StrictMode>
      <App
        workbench={workbench}
        session={session}
        loadScenarios={loadScenarioSummaries}
        loadTrace={lateTrace(workbench)}
      />
    </StrictMode>,
  );
  if (gallery !== null) {
    void import('./gallery/show-gallery.tsx').then(({ showGallery }) =>
      showGallery(workbench, gallery),
    );
  }
}
