/** Gives a command another key, or says why not. */
import type { OwnKeys } from '../../state/own-keys.ts';
import { keyName } from './key-names.ts';
import { bindingFor, KEY_TABLE, keyNamed, keysOf, type CommandId } from './key-table.ts';
import { KEY_WORDS } from './key-words.ts';

export type Rebound =
  | { readonly ok: true; readonly own: OwnKeys; readonly said: string }
  | { readonly ok: false; readonly said: string };

/** What browsers, forms and screen readers need for themselves. */
const TAKEN = ['Tab', 'Enter', 'Escape', 'Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'];

/** Its digit names the actor: another key would not. */
export function isFixed(id: CommandId): boolean {
  return id === 'actor';
}

export function rebind(id: CommandId, pressed: string, own: OwnKeys): Rebound {
  const key = keyNamed(pressed);
  const name = keyName(key);
  if (TAKEN.includes(key) || key === 'Dead' || key === 'Unidentified') {
    return { ok: false, said: `${name} is needed by the browser: press another key.` };
  }
  const holder = bindingFor(key, own);
  if (holder !== undefined && holder.id !== id) {
    const said = `${name} is the key of “${KEY_WORDS[holder.id].title}” already: change that one first.`;
    return { ok: false, said };
  }
  return {
    ok: true,
    own: { ...own, [id]: [key] },
    said: `${name} is now the key of “${KEY_WORDS[id].title}”.`,
  };
}

/** Back to what the command comes with, unless another one has been given its key. */
export function unbind(id: CommandId, own: OwnKeys): Rebound {
  const others = Object.fromEntries(Object.entries(own).filter(([known]) => known !== id));
  const usual = KEY_TABLE.find((binding) => binding.id === id)?.keys ?? [];
  const holder = KEY_TABLE.find(
    (binding) => binding.id !== id && keysOf(binding, own).some((key) => usual.includes(key)),
  );
  if (holder !== undefined) {
    const said = `“${KEY_WORDS[holder.id].title}” has been given its key: change that one first.`;
    return { ok: false, said };
  }
  const said = `“${KEY_WORDS[id].title}” has the key it came with.`;
  return { ok: true, own: others, said };
}
