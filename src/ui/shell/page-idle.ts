/** The moment from which on a first visit may load what it does not need to be of use. */

/** One that is never idle gets it all the same after so long. */
const BUSY_MS = 1500;
/** A browser that does not tell when it is idle. */
const UNTOLD_MS = 200;

let tellUp: () => void;
const up = new Promise<void>((resolve) => {
  tellUp = resolve;
});
let idle: Promise<void> | null = null;

/** The first scenario is on screen, or what is wrong with it: nothing is idle before. */
export function pageIsUp(): void {
  tellUp();
}

/** Marked as `sptescope:idle`, so that what is loaded before can be told from what comes after. */
export function pageIdle(): Promise<void> {
  idle ??= up.then(idleMoment);
  return idle;
}

function idleMoment(): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      performance.mark('sptescope:idle');
      resolve();
    };
    if ('requestIdleCallback' in window) requestIdleCallback(done, { timeout: BUSY_MS });
    else setTimeout(done, UNTOLD_MS);
  });
}
