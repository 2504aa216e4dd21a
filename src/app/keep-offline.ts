/**
 * Has the service worker keep the site, and says when a new version is there. Without service workers
 * (an old browser, a private window, no https) the page is as good as ever while there is a network.
 */
export interface NewVersion {
  /** Lets it take over, and shows it. */
  readonly use: () => void;
}

const UPDATE_EVERY_MS = 3_600_000;

export async function keepOffline(onNewVersion: (version: NewVersion) => void): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  const registration = await serviceWorker
    ?.register('./sw.js', { updateViaCache: 'none' })
    .catch(() => undefined); // refused: nothing is lost but being offline
  if (serviceWorker === undefined || registration === undefined) return;

  const offer = (): void => {
    // The first one of all is not news.
    if (serviceWorker.controller === null) return;
    onNewVersion({ use: () => show(serviceWorker, registration) });
  };
  const follow = (): void => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') offer();
    });
  };
  if (registration.waiting !== null) offer();
  follow(); // the browser looks when a page is opened: it may have found one before this listened
  registration.addEventListener('updatefound', follow);
  lookForUpdates(registration);
}

/** Only the page that asked is loaded anew; others go on with what they have. */
function show(container: ServiceWorkerContainer, { waiting }: ServiceWorkerRegistration): void {
  const reload = (): void => window.location.reload();
  if (waiting === null) {
    reload(); // another page has let it take over
    return;
  }
  container.addEventListener('controllerchange', reload, { once: true });
  waiting.postMessage('take-over');
}

/** The browser looks when a page is opened; this page may stay open for days. */
function lookForUpdates(registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - last < UPDATE_EVERY_MS) return;
    last = Date.now();
    registration.update().catch(() => {
      // No network, or the worker is gone: the next time, or never.
    });
  });
}
