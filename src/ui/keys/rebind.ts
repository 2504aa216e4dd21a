/** Gives a command another key, or says why not. */
import type { OwnKeys } from '../../state/own-keys.ts';
import {
  areTogether,
  ALL_KEYS,
  holderOf,
  keysOfRow,
  rowOf,
  type AnyCommandId,
} from './all-keys.ts';
import { keyName } from './key-names.ts';
import { keyNamed } from './key-table.ts';

export type Rebound =
  | { readonly ok: true; readonly own: OwnKeys; readonly said: string }
  | { readonly ok: false; readonly said: string };

/** What browsers, forms and screen readers need for themselves. */
const TAKEN = ['Tab', 'Enter', 'Escape', 'Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'];

export function rebind(id: AnyCommandId, pressed: string, own: OwnKeys): Rebound {
  const row = rowOf(id);
  if (row === undefined) return { ok: false, said: 'There is no such command.' };
  const key = keyNamed(pressed);
  const name = keyName(key);
  if (TAKEN.includes(key) || key === 'Dead' || key === 'Unidentified') {
    return { ok: false, said: `${name} is needed by the browser: press another key.` };
  }
  const holder = holderOf(key, row.scope, own);
  if (holder !== undefined && holder.id !== id) {
    const said = `${name} is the key of “${holder.title}” already: change that one first.`;
    return { ok: false, said };
  }
  return {
    ok: true,
    own: { ...own, [id]: [key] },
    said: `${name} is now the key of “${row.title}”.`,
  };
}

/** Back to what the command comes with, unless another one has been given its key. */
export function unbind(id: AnyCommandId, own: OwnKeys): Rebound {
  const row = rowOf(id);
  if (row === undefined) return { ok: false, said: 'There is no such command.' };
  const others = Object.fromEntries(Object.entries(own).filter(([known]) => known !== id));
  const holder = ALL_KEYS.find(
    (other) =>
      other.id !== id &&
      areTogether(other.scope, row.scope) &&
      keysOfRow(other, own).some((key) => row.keys.includes(key)),
  );
  if (holder !== undefined) {
    const said = `“${holder.title}” has been given its key: change that one first.`;
    return { ok: false, said };
  }
  return { ok: true, own: others, said: `“${row.title}” has the key it came with.` };
}
