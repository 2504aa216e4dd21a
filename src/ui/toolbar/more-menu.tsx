import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { keyNames } from '../keys/key-names.ts';
import { KEY_TABLE, keyNamed, keysOf, type CommandId } from '../keys/key-table.ts';
import { KEY_WORDS } from '../keys/key-words.ts';
import { useSession } from '../shell/session-context.ts';
import css from './more-menu.module.css';

/** What has a key and no button in the head of the workbench. */
const COMMANDS: readonly CommandId[] = ['palette', 'runs', 'decoder', 'export', 'read', 'present'];

/** A menu as the ARIA authoring practices have it; an item's own key does it, too. */
export default function MoreMenu({ onClose }: { readonly onClose: () => void }) {
  const { store } = useWorkbench();
  const session = useSession();
  const own = useWorkbenchState(({ ownKeys }) => ownKeys);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => itemsOf(menu.current)[0]?.focus(), []);

  /** Back to the button first, so that a dialog gives the focus back to it. */
  const run = (id: CommandId): void => {
    buttonOf(menu.current)?.focus();
    onClose();
    void KEY_TABLE.find((binding) => binding.id === id)?.run({ store, session }, '');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || LEFT_TO_OTHERS.includes(key)) return;
    event.preventDefault();
    const items = itemsOf(menu.current);
    const at = items.findIndex((item) => item === document.activeElement);
    items[movedTo(key, { at, count: items.length })]?.focus();
    const named = KEY_TABLE.find(
      (binding) => COMMANDS.includes(binding.id) && keysOf(binding, own).includes(keyNamed(key)),
    );
    if (named !== undefined) run(named.id);
  };
  return (
    <div
      ref={menu}
      className={css['menu']}
      role="menu"
      aria-label="More"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {COMMANDS.map((id) => (
        <button
          key={id}
          type="button"
          className={css['item']}
          role="menuitem"
          aria-keyshortcuts={keyNames(id, own)[0]}
          tabIndex={-1}
          onClick={() => run(id)}
        >
          {KEY_WORDS[id].title}
          {keyNames(id, own)
            .slice(0, 1)
            .map((key) => (
              <kbd key={key} aria-hidden="true">
                {key}
              </kbd>
            ))}
        </button>
      ))}
    </div>
  );
}

/** Enter and Space press the item, Tab leaves the menu, Escape closes it: that is the button's work. */
const LEFT_TO_OTHERS = ['Enter', ' ', 'Tab', 'Escape'];

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
}

/** The one that shows the panel which the menu is in. */
function buttonOf(menu: HTMLElement | null): HTMLElement | null {
  const panel = menu?.parentElement?.id ?? '';
  return document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(panel)}"]`);
}

/** -1 if the key does not move. */
function movedTo(key: string, { at, count }: { at: number; count: number }): number {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
