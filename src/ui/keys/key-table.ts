/** The one table of keys: the listener and the sheet are both made from it. */
import { byHand, copyLink, nextTheme, type CommandContext } from './commands.ts';

export type KeyGroup = 'Steps' | 'Run' | 'Page';

export interface KeyBinding {
  readonly id: string;
  readonly group: KeyGroup;
  /** As in KeyboardEvent.key. */
  readonly keys: readonly string[];
  /** As the sheet prints them. */
  readonly shown: readonly string[];
  readonly title: string;
  readonly run: (context: CommandContext, key: string) => unknown;
}

const ACTOR_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const KEY_TABLE: readonly KeyBinding[] = [
  {
    id: 'next',
    group: 'Steps',
    keys: ['ArrowRight', 'k'],
    shown: ['→', 'k'],
    title: 'Next step: of the schedule, else of the story, else of the first actor that can move',
    run: (context) => byHand(context).stepNext(),
  },
  {
    id: 'back',
    group: 'Steps',
    keys: ['ArrowLeft', 'j'],
    shown: ['←', 'j'],
    title: 'Back one step',
    run: (context) => byHand(context).back(),
  },
  {
    id: 'actor',
    group: 'Steps',
    keys: ACTOR_KEYS,
    shown: ['1', '…', '9'],
    title: 'Step the actor with that number',
    run: stepActor,
  },
  {
    id: 'next-moment',
    group: 'Steps',
    keys: ['n'],
    shown: ['n'],
    title: 'On to the next moment the story tells',
    run: (context) => byHand(context).nextMoment(),
  },
  {
    id: 'previous-moment',
    group: 'Steps',
    keys: ['p'],
    shown: ['p'],
    title: 'Back to the previous moment',
    run: (context) => byHand(context).previousMoment(),
  },
  {
    id: 'first',
    group: 'Run',
    keys: ['Home'],
    shown: ['Home'],
    title: 'To the beginning of the run',
    run: (context) => byHand(context).first(),
  },
  {
    id: 'last',
    group: 'Run',
    keys: ['End'],
    shown: ['End'],
    title: 'To the end of the run',
    run: (context) => byHand(context).last(),
  },
  {
    id: 'play',
    group: 'Run',
    keys: [' '],
    shown: ['Space'],
    title: 'Play, pause',
    run: ({ session }) => session.send({ type: 'toggle' }),
  },
  {
    id: 'story',
    group: 'Run',
    keys: ['s'],
    shown: ['s'],
    title: 'Back to the story, at its beginning',
    run: (context) => byHand(context).playStory(),
  },
  {
    id: 'reset',
    group: 'Run',
    keys: ['r'],
    shown: ['r'],
    title: 'Start a run of your own; this one stays in the menu of runs',
    run: (context) => byHand(context).reset(),
  },
  {
    id: 'column',
    group: 'Page',
    keys: ['c'],
    shown: ['c'],
    title: 'The same schedule on the other kernel',
    run: ({ store }) => store.getState().actions.nextColumn(),
  },
  {
    id: 'copy-link',
    group: 'Page',
    keys: ['y'],
    shown: ['y'],
    title: 'Copy the link to exactly this',
    run: copyLink,
  },
  {
    id: 'theme',
    group: 'Page',
    keys: ['t'],
    shown: ['t'],
    title: 'Theme: as the system, dark, light',
    run: ({ store }) => {
      const { actions, theme } = store.getState();
      actions.setTheme(nextTheme(theme));
    },
  },
  {
    id: 'keys',
    group: 'Page',
    keys: ['?'],
    shown: ['?'],
    title: 'These keys',
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

export function bindingFor(key: string): KeyBinding | undefined {
  // Capitals are the same keys, but what Shift makes of others ("?") is a key of its own.
  const wanted = /^[A-Z]$/.test(key) ? key.toLowerCase() : key;
  return KEY_TABLE.find(({ keys }) => keys.includes(wanted));
}
