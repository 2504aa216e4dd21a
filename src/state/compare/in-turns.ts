/** Long work on the page's own thread, in pieces short enough that nobody waits for a key. */

/** Of a frame, what is left to everything else. */
const PIECE_MS = 6;

/** Does piece after piece until `advance` says that it is done; false if it was given up. */
export async function inTurns(advance: () => boolean, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const end = performance.now() + PIECE_MS;
    do {
      if (advance()) return true;
    } while (performance.now() < end);
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    if (signal.aborted) return false;
  }
}
