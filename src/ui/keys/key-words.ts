/** What the sheet of keys says of each. */
import type { CommandId } from './key-table.ts';

export type KeyGroup = 'Steps' | 'Run' | 'Page';

export interface KeyWords {
  readonly group: KeyGroup;
  /** The keys as people know them. */
  readonly shown: readonly string[];
  readonly title: string;
}

export const KEY_WORDS: Readonly<Record<CommandId, KeyWords>> = {
  next: {
    group: 'Steps',
    shown: ['→', 'k'],
    title: 'Next step: of the schedule, else of the story, else of the first actor that can move',
  },
  back: {
    group: 'Steps',
    shown: ['←', 'j'],
    title: 'Back one step',
  },
  actor: {
    group: 'Steps',
    shown: ['1', '…', '9'],
    title: 'Step the actor with that number',
  },
  'next-moment': {
    group: 'Steps',
    shown: ['n'],
    title: 'On to the next moment the story tells',
  },
  'previous-moment': {
    group: 'Steps',
    shown: ['p'],
    title: 'Back to the previous moment',
  },
  first: {
    group: 'Run',
    shown: ['Home'],
    title: 'To the beginning of the run',
  },
  last: {
    group: 'Run',
    shown: ['End'],
    title: 'To the end of the run',
  },
  play: {
    group: 'Run',
    shown: ['Space'],
    title: 'Play, pause',
  },
  story: {
    group: 'Run',
    shown: ['s'],
    title: 'Back to the story, at its beginning',
  },
  reset: {
    group: 'Run',
    shown: ['r'],
    title: 'Start a run of your own; this one stays in the menu of runs',
  },
  column: {
    group: 'Page',
    shown: ['c'],
    title: 'The same schedule on the other kernel',
  },
  explore: {
    group: 'Page',
    shown: ['e'],
    title: 'All interleavings: outcomes, and runs that lead to them',
  },
  hints: {
    group: 'Steps',
    shown: ['h'],
    title: 'On each step button, how far a violation is; again: no more',
  },
  'copy-link': {
    group: 'Page',
    shown: ['y'],
    title: 'Copy the link to exactly this',
  },
  decoder: {
    group: 'Page',
    shown: ['d'],
    title: 'Decode any SPTE; begins with the selected one',
  },
  export: {
    group: 'Page',
    shown: ['x'],
    title: 'Export: pictures, files, Markdown, print',
  },
  theme: {
    group: 'Page',
    shown: ['t'],
    title: 'Theme: as the system, dark, light',
  },
  keys: {
    group: 'Page',
    shown: ['?'],
    title: 'These keys',
  },
};
