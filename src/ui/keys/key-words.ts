/** What the sheet of keys and the palette say of each command. */
import type { CommandId } from './key-table.ts';

export const KEY_GROUPS = ['Steps', 'Run', 'Page'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

export interface KeyWords {
  readonly group: KeyGroup;
  readonly title: string;
}

export const KEY_WORDS: Readonly<Record<CommandId, KeyWords>> = {
  next: {
    group: 'Steps',
    title: 'Next step: of the schedule, else of the story, else of the first actor that can move',
  },
  back: {
    group: 'Steps',
    title: 'Back one step',
  },
  actor: {
    group: 'Steps',
    title: 'Step the actor with that number',
  },
  'next-moment': {
    group: 'Steps',
    title: 'On to the next moment the story tells',
  },
  'previous-moment': {
    group: 'Steps',
    title: 'Back to the previous moment',
  },
  first: {
    group: 'Run',
    title: 'To the beginning of the run',
  },
  last: {
    group: 'Run',
    title: 'To the end of the run',
  },
  play: {
    group: 'Run',
    title: 'Play, pause',
  },
  story: {
    group: 'Run',
    title: 'Back to the story, at its beginning',
  },
  reset: {
    group: 'Run',
    title: 'Start a run of your own; this one stays in the tree of runs',
  },
  'run-until': {
    group: 'Steps',
    title: 'Run one actor until it waits, finishes or touches a gfn',
  },
  runs: {
    group: 'Run',
    title: 'The tree of runs: names, verdicts, where they part',
  },
  column: {
    group: 'Page',
    title: 'The same schedule on the other kernel',
  },
  compare: {
    group: 'Page',
    title: 'Two kernels, or two runs, under one cursor: what differs, and since when',
  },
  explore: {
    group: 'Page',
    title: 'All interleavings: outcomes, and runs that lead to them',
  },
  hints: {
    group: 'Steps',
    title: 'On each step button, how far a violation is; again: no more',
  },
  'copy-link': {
    group: 'Page',
    title: 'Copy the link to exactly this',
  },
  decoder: {
    group: 'Page',
    title: 'Decode any SPTE; begins with the selected one',
  },
  export: {
    group: 'Page',
    title: 'Export: pictures, files, Markdown, print',
  },
  trace: {
    group: 'Page',
    title: 'Open a trace of a real kernel',
  },
  theme: {
    group: 'Page',
    title: 'Theme: as the system, dark, light',
  },
  present: {
    group: 'Page',
    title: 'Presentation: one region at a time, for a projector',
  },
  read: {
    group: 'Page',
    title: 'Reading mode: the story in large letters; again: all regions side by side',
  },
  palette: {
    group: 'Page',
    title: 'Find and do anything by name; Ctrl+K or ⌘K do the same',
  },
  keys: {
    group: 'Page',
    title: 'Keys and marks; keys can be changed there',
  },
};
