/** The sheet of keys, by what they are for; what the view on screen has of its own comes first. */
import type { ViewName } from '../../state/workbench-state.ts';
import { ALL_KEYS, type KeyRow } from './all-keys.ts';
import { KEY_GROUPS, KEY_WORDS } from './key-words.ts';
import { VIEW_SCOPES, type ViewScope } from './view-keys.ts';

export interface KeySection {
  readonly heading: string;
  readonly rows: readonly KeyRow[];
}

const HEADINGS: Readonly<Record<ViewScope, string>> = {
  timeline: 'Timeline',
  present: 'In the presentation',
  compare: 'When comparing',
  trace: 'In a trace',
};

const WORDS: Readonly<Partial<Record<string, { readonly group: string }>>> = KEY_WORDS;

export function keySections(view: ViewName | null): KeySection[] {
  const page = KEY_GROUPS.map((group) => ({
    heading: group,
    rows: ALL_KEYS.filter(({ id }) => WORDS[id]?.group === group),
  }));
  const views = VIEW_SCOPES.map((scope) => ({
    scope,
    heading: HEADINGS[scope],
    rows: ALL_KEYS.filter((row) => row.scope === scope),
  }));
  const mine = views.filter(({ scope }) => scope === view);
  const others = views.filter(({ scope }) => scope !== view);
  return [...mine, ...page, ...others];
}
