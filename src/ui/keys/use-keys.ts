import { useEffect } from 'react';
import type { CommandContext } from './commands.ts';
import { bindingFor, KEY_TABLE, type CommandId, type KeyBinding } from './key-table.ts';

/** Where keys belong to the element: text, choices, and the handles between the regions. */
const OWN_KEYS = 'input, textarea, select, [contenteditable="true"], [role="separator"], dialog';
/** Space and Enter press these. */
const PRESSABLE = 'button, a[href], summary';

/** Not for what has the focus, nor for the browser. */
export function isForThePage(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof Element)) return true;
  // Browsers leave the focus in a dialog that was closed until they paint: the next key is not its own.
  if (target.closest('dialog:not([open])') !== null) return true;
  if (target.closest(OWN_KEYS) !== null) return false;
  return event.key !== ' ' || target.closest(PRESSABLE) === null;
}

/** Where people look for a palette of commands; also while they type elsewhere. */
function isPaletteChord({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey;
}

function bindingOf(event: KeyboardEvent, { store }: CommandContext): KeyBinding | undefined {
  if (isPaletteChord(event)) return KEY_TABLE.find(({ id }) => id === 'palette');
  return isForThePage(event) ? bindingFor(event.key, store.getState().ownKeys) : undefined;
}

/** Listens to the keys of the page; to those of some commands only, where not all may be given. */
export function useKeys(context: CommandContext, commands?: readonly CommandId[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const binding = bindingOf(event, context);
      if (binding === undefined || commands?.includes(binding.id) === false) return;
      event.preventDefault();
      void binding.run(context, event.key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [context, commands]);
}
