/**
 * The one table of commands and their keys: the listener, the sheet of keys and the command palette are
 * all made from it. What is said of each is in key-words.ts, which is loaded with those that say it.
 */
import type { OwnKeys } from '../../state/own-keys.ts';
import { byHand, copyLink, nextTheme, type CommandContext } from './commands.ts';

export type CommandId =
  | 'next'
  | 'back'
  | 'actor'
  | 'next-moment'
  | 'previous-moment'
  | 'first'
  | 'last'
  | 'play'
  | 'story'
  | 'reset'
  | 'column'
  | 'compare'
  | 'explore'
  | 'hints'
  | 'copy-link'
  | 'decoder'
  | 'export'
  | 'trace'
  | 'theme'
  | 'palette'
  | 'run-until'
  | 'runs'
  | 'present'
  | 'read'
  | 'keys';

export interface KeyBinding {
  readonly id: CommandId;
  /** As in KeyboardEvent.key; the reader may have chosen others. */
  readonly keys: readonly string[];
  readonly run: (context: CommandContext, key: string) => unknown;
}

/** A view in place of the workbench has keys of its own beside these. */
export const KEYS_IN_EVERY_VIEW: readonly CommandId[] = [
  'decoder',
  'export',
  'theme',
  'palette',
  'keys',
];

const ACTOR_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const KEY_TABLE: readonly KeyBinding[] = [
  {
    id: 'next',
    keys: ['ArrowRight', 'k'],
    run: (context) => byHand(context).stepNext(),
  },
  {
    id: 'back',
    keys: ['ArrowLeft', 'j'],
    run: (context) => byHand(context).back(),
  },
  {
    id: 'actor',
    keys: ACTOR_KEYS,
    run: stepActor,
  },
  {
    id: 'next-moment',
    keys: ['n'],
    run: (context) => byHand(context).nextMoment(),
  },
  {
    id: 'previous-moment',
    keys: ['p'],
    run: (context) => byHand(context).previousMoment(),
  },
  {
    id: 'first',
    keys: ['Home'],
    run: (context) => byHand(context).first(),
  },
  {
    id: 'last',
    keys: ['End'],
    run: (context) => byHand(context).last(),
  },
  {
    id: 'play',
    keys: [' '],
    run: ({ session }) => session.send({ type: 'toggle' }),
  },
  {
    id: 'story',
    keys: ['s'],
    run: (context) => byHand(context).playStory(),
  },
  {
    id: 'reset',
    keys: ['r'],
    run: (context) => byHand(context).reset(),
  },
  {
    id: 'column',
    keys: ['c'],
    run: ({ store }) => store.getState().actions.nextColumn(),
  },
  {
    id: 'compare',
    keys: ['v'],
    run: ({ store }) => store.getState().actions.showView('compare'),
  },
  {
    id: 'explore',
    keys: ['e'],
    run: ({ store }) => store.getState().actions.toggleExplorePanel(),
  },
  {
    id: 'hints',
    keys: ['h'],
    run: ({ store }) => store.getState().actions.toggleHints(),
  },
  {
    id: 'copy-link',
    keys: ['y'],
    run: copyLink,
  },
  {
    id: 'decoder',
    keys: ['d'],
    run: ({ store }) => store.getState().actions.showDialog('decoder'),
  },
  {
    id: 'export',
    keys: ['x'],
    run: ({ store }) => store.getState().actions.showDialog('export'),
  },
  {
    id: 'trace',
    keys: ['o'],
    run: ({ store }) => store.getState().actions.showView('trace'),
  },
  {
    id: 'theme',
    keys: ['t'],
    run: ({ store }) => {
      const { actions, theme } = store.getState();
      actions.setTheme(nextTheme(theme));
    },
  },
  {
    id: 'run-until',
    keys: ['u'],
    run: ({ store }) => store.getState().actions.showDialog('run-until'),
  },
  {
    id: 'runs',
    keys: ['b'],
    run: ({ store }) => store.getState().actions.showDialog('runs'),
  },
  {
    id: 'present',
    keys: ['f'],
    run: ({ store }) => {
      store.setState(({ view }) => ({ view: view === null ? 'present' : null }));
    },
  },
  {
    id: 'read',
    keys: ['w'],
    run: ({ store }) => store.getState().actions.toggleReading(),
  },
  {
    id: 'palette',
    keys: ['/'],
    run: ({ store }) => store.getState().actions.showDialog('palette'),
  },
  {
    id: 'keys',
    keys: ['?'],
    run: ({ store }) => store.getState().actions.showDialog('keys'),
  },
];

/** The actor's first way to go on, as its button. */
function stepActor(context: CommandContext, key: string): unknown {
  const { opened } = context.store.getState();
  const actor = Number(key) - 1;
  if (opened === null || actor >= opened.actors.length) return undefined;
  return byHand(context).moveActor(actor);
}

/** The keys of a command, as it comes or as the reader wants it. */
export function keysOf({ id, keys }: KeyBinding, own: OwnKeys): readonly string[] {
  return own[id] ?? keys;
}

/** Capitals are the same keys, but what Shift makes of others ("?") is a key of its own. */
export function keyNamed(key: string): string {
  return /^[A-Z]$/.test(key) ? key.toLowerCase() : key;
}

export function bindingFor(key: string, own: OwnKeys): KeyBinding | undefined {
  return KEY_TABLE.find((binding) => keysOf(binding, own).includes(keyNamed(key)));
}
