/** The keys of this view: the listener and what is shown of them are both made from this table. */
import { useEffect } from 'react';
import type { CompareActions } from '../../state/compare/create-compare.ts';
import type { CompareState } from '../../state/compare/compare-state.ts';

export interface CompareCommands {
  readonly actions: CompareActions;
  readonly state: () => CompareState;
  readonly toggle: () => void;
  readonly swap: () => void;
  readonly copyLink: () => void;
  readonly close: () => void;
}

export interface CompareKey {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly title: string;
  readonly run: (commands: CompareCommands) => void;
}

export const COMPARE_KEYS: readonly CompareKey[] = [
  {
    keys: ['ArrowRight', 'k'],
    shown: '→',
    title: 'next moment, in both',
    run: ({ actions, state }) => actions.goTo(state().position + 1),
  },
  {
    keys: ['ArrowLeft', 'j'],
    shown: '←',
    title: 'back, in both',
    run: ({ actions, state }) => actions.goTo(state().position - 1),
  },
  {
    keys: ['f'],
    shown: 'f',
    title: 'first divergence',
    run: ({ actions }) => actions.goToFirstDifference(),
  },
  {
    keys: ['n'],
    shown: 'n',
    title: 'next difference',
    run: ({ actions }) => actions.goToDifference(1),
  },
  {
    keys: ['p'],
    shown: 'p',
    title: 'previous difference',
    run: ({ actions }) => actions.goToDifference(-1),
  },
  {
    keys: ['Home'],
    shown: 'Home',
    title: 'to the beginning',
    run: ({ actions }) => actions.goTo(0),
  },
  {
    keys: ['End'],
    shown: 'End',
    title: 'to the end',
    run: ({ actions }) => actions.goTo(Number.MAX_SAFE_INTEGER),
  },
  { keys: [' '], shown: 'Space', title: 'play, pause', run: ({ toggle }) => toggle() },
  {
    keys: ['o'],
    shown: 'o',
    title: 'side by side, or overlaid',
    run: ({ actions, state }) => actions.setLook(state().look === 'side' ? 'overlay' : 'side'),
  },
  { keys: ['s'], shown: 's', title: 'swap the sides', run: ({ swap }) => swap() },
  { keys: ['y'], shown: 'y', title: 'copy the link', run: ({ copyLink }) => copyLink() },
  { keys: ['Escape'], shown: 'Esc', title: 'back to the workbench', run: ({ close }) => close() },
];

/** Where keys belong to the element. */
const OWN_KEYS = 'input, textarea, select, [contenteditable="true"], dialog';
/** Space presses these. */
const PRESSABLE = 'button, a[href], summary';

function isForTheView(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const { target } = event;
  if (!(target instanceof Element)) return true;
  if (target.closest(OWN_KEYS) !== null) return false;
  return event.key !== ' ' || target.closest(PRESSABLE) === null;
}

export function useCompareKeys(commands: CompareCommands): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = /^[A-Z]$/.test(event.key) ? event.key.toLowerCase() : event.key;
      const found = isForTheView(event) && COMPARE_KEYS.find(({ keys }) => keys.includes(key));
      if (!found) return;
      event.preventDefault();
      found.run(commands);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [commands]);
}
