/** Keys that the reader has given to commands instead of those they come with. */
import type { PageStorage } from './page-storage.ts';

/** By command; as in KeyboardEvent.key. */
export type OwnKeys = Readonly<Partial<Record<string, readonly string[]>>>;

/** Where storage keeps them. */
export const OWN_KEYS = 'keys';

/** What storage holds may be anything; what is no list of keys is left out. */
export function readOwnKeys(storage: PageStorage): OwnKeys {
  const stored: [string, unknown][] = Object.entries(storage.read(OWN_KEYS) ?? {});
  return Object.fromEntries(
    stored.filter((entry): entry is [string, string[]] => isKeyList(entry[1])),
  );
}

function isKeyList(keys: unknown): keys is string[] {
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string');
}
