/** So long nothing may change for a picture to be taken: parts that come late are there by then. */
const QUIET_MS = 120;
/** What never rests is taken as it is. */
const WAIT_MAX_MS = 4000;

export function quiet(): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(rest);
      clearTimeout(patience);
      observer.disconnect();
      resolve();
    };
    let rest = setTimeout(done, QUIET_MS);
    const patience = setTimeout(done, WAIT_MAX_MS);
    const observer = new MutationObserver(() => {
      clearTimeout(rest);
      rest = setTimeout(done, QUIET_MS);
    });
    const main = document.querySelector('main') ?? document.body;
    observer.observe(main, { subtree: true, childList: true, attributes: true });
  });
}
