/**
 * What the browser keeps for the next visit: the theme, the sizes of the regions, the last runs.
 * Storage may be refused, full, or hold something else: the page then works without it.
 */
export interface PageStorage {
  read(key: string): unknown;
  /** False if it is not kept. */
  write(key: string, value: unknown): boolean;
}

const PREFIX = 'sptescope.';

type TextStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** `open` may throw: asking for localStorage alone does, where cookies are blocked. */
export function pageStorage(open: () => TextStorage): PageStorage {
  return {
    read: (key) => {
      try {
        const text = open().getItem(PREFIX + key);
        return text === null ? null : (JSON.parse(text) as unknown);
      } catch {
        return null; // refused, or not ours: as if nothing had been kept
      }
    },
    write: (key, value) => {
      try {
        open().setItem(PREFIX + key, JSON.stringify(value));
        return true;
      } catch {
        return false; // refused or full: nothing of the session is lost by it
      }
    },
  };
}
