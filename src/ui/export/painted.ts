/** In a tab behind others nothing is painted, and nobody would ever be told. */
const UNPAINTED_MS = 250;

/** Resolves when what React was told to show is there: after a frame, with what that frame measured. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, UNPAINTED_MS);
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}
