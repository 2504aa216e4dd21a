/** What the keys of a view do while it is on screen, and what the palette offers there. */
import { useEffect, useRef } from 'react';
import type { OwnKeys } from '../../state/own-keys.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import type { PaletteItem } from '../../view/palette/find-items.ts';
import { keyName } from './key-names.ts';
import { keyNamed } from './key-table.ts';
import { isForThePage } from './use-keys.ts';
import { VIEW_COMMANDS, VIEW_KEYS, type ViewCommandId } from './view-keys.ts';

/** One that cannot be done here has none. */
export type ViewRuns = Readonly<Partial<Record<ViewCommandId, () => unknown>>>;

interface ViewPart {
  readonly runs: ViewRuns;
  /** What has a name there beside the commands. */
  readonly items: (() => readonly PaletteItem[]) | null;
}

/** The parts on screen that have commands of their own. */
const here = new Set<{ readonly current: ViewPart }>();

function keysOfCommand(id: ViewCommandId, own: OwnKeys): readonly string[] {
  return own[id] ?? VIEW_KEYS[id].keys;
}

/** Names of the keys of a command, the first one first. */
export function viewKeyNames(id: ViewCommandId, own: OwnKeys): string[] {
  return keysOfCommand(id, own).map(keyName);
}

/** What a button is called, with the key that does the same. */
export function useViewKeyLabel(): (text: string, id: ViewCommandId) => string {
  const own = useWorkbenchState(({ ownKeys }) => ownKeys);
  return (text, id) => {
    const [key] = viewKeyNames(id, own);
    return key === undefined ? text : `${text} (${key})`;
  };
}

interface Listening {
  readonly items?: ViewPart['items'];
  /** Before the keys of the page, some of which are other things there. */
  readonly first?: boolean;
}

/** Listens to the keys of some commands as long as the component is there. */
export function useViewCommands(runs: ViewRuns, listening: Listening = {}): void {
  const { items = null, first = false } = listening;
  const { store } = useWorkbench();
  const latest = useRef<ViewPart>({ runs, items });
  useEffect(() => {
    latest.current = { runs, items };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(first ? isForWhoIsFirst(event) : isForThePage(event))) return;
      const { ownKeys } = store.getState();
      const key = keyNamed(event.key);
      const { runs: now } = latest.current;
      const id = VIEW_COMMANDS.find(
        (one) => now[one] !== undefined && keysOfCommand(one, ownKeys).includes(key),
      );
      if (id === undefined) return;
      event.preventDefault();
      if (first) event.stopPropagation();
      void now[id]?.();
    };
    here.add(latest);
    window.addEventListener('keydown', onKey, { capture: first });
    return () => {
      here.delete(latest);
      window.removeEventListener('keydown', onKey, { capture: first });
    };
  }, [store, first]);
}

/** Keys that belong to an element, also in a presentation. */
const OWN_KEYS = 'input, textarea, select, [role="grid"], [role="row"]';

/** Not while a dialog lies over it. */
function isForWhoIsFirst({ altKey, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]') !== null) return false;
  return !(target instanceof Element && target.closest(OWN_KEYS) !== null);
}

/** For the palette: what can be done in what is on screen. */
export function itemsHere(own: OwnKeys): PaletteItem[] {
  return [...here].flatMap(({ current: { items, runs } }) => [
    ...VIEW_COMMANDS.flatMap((id): PaletteItem[] => {
      const run = runs[id];
      if (run === undefined) return [];
      const { title } = VIEW_KEYS[id];
      const keys = viewKeyNames(id, own);
      return [{ key: `command/${id}`, group: 'Commands', title, detail: '', keys, run }];
    }),
    ...(items?.() ?? []),
  ]);
}
