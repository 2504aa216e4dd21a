/**
 * What the browser keeps for the next visit: the theme, the sizes of the regions, the last runs.
 * Storage may be refused, full, or hold something else: the page then works without it.
 */
export interface PageStorage {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
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
      } catch {
        // Refused or full. Nothing of the session is lost by it.
      }
    },
  };
}
