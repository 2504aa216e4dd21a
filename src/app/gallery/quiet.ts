import { latePartsUnderWay } from '../../ui/shell/use-late.ts';

/** So long nothing may change, and no part of the page be on its way, for a picture to be taken. */
const QUIET_MS = 50;
/** What never rests is taken as it is; a part on its way is waited for, however busy the machine is. */
const WAIT_MAX_MS = 4000;

export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let wasComing = latePartsUnderWay();
    let rest: ReturnType<typeof setTimeout>;
    const wait = (): void => {
      clearTimeout(rest);
      rest = setTimeout(look, QUIET_MS);
    };
    const look = (): void => {
      const isComing = latePartsUnderWay();
      // One that has just come is not on screen yet.
      const isLate = isComing || wasComing;
      wasComing = isComing;
      if (isLate) {
        wait();
        return;
      }
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(() => {
      if (performance.now() - begun < WAIT_MAX_MS) wait();
    });
    const main = document.querySelector('main') ?? document.body;
    observer.observe(main, { subtree: true, childList: true, attributes: true });
    wait();
  });
}
