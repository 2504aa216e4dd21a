/** Keys as people know them. */
import type { OwnKeys } from '../../state/own-keys.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { KEY_TABLE, keysOf, type CommandId } from './key-table.ts';

const NAMES: Readonly<Partial<Record<string, string>>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ' ': 'Space',
};

export function keyName(key: string): string {
  return NAMES[key] ?? key;
}

/** Names of the keys of a command, the first one first. */
export function keyNames(id: CommandId, own: OwnKeys): string[] {
  return KEY_TABLE.filter((binding) => binding.id === id)
    .flatMap((binding) => keysOf(binding, own))
    .map(keyName);
}

/** What a button is called, with the key that does the same: `Next step (→)`. */
export function useKeyLabel(): (text: string, id: CommandId) => string {
  const own = useWorkbenchState(({ ownKeys }) => ownKeys);
  return (text, id) => {
    const [key] = keyNames(id, own);
    return key === undefined ? text : `${text} (${key})`;
  };
}
