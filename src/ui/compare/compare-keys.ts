/** What the keys of this view do: which ones they are stands in the table of keys. */
import type { CompareActions } from '../../state/compare/create-compare.ts';
import type { CompareState } from '../../state/compare/compare-state.ts';
import type { ViewRuns } from '../keys/view-commands.ts';

export interface CompareCommands {
  readonly actions: CompareActions;
  readonly state: () => CompareState;
  readonly toggle: () => void;
  readonly swap: () => void;
  readonly copyLink: () => void;
  readonly close: () => void;
}

export function compareRuns(commands: CompareCommands, onBlank: () => void): ViewRuns {
  const { actions, close, copyLink, state, swap, toggle } = commands;
  return {
    'compare/next': () => actions.goTo(state().position + 1),
    'compare/back': () => actions.goTo(state().position - 1),
    'compare/first-difference': () => actions.goToFirstDifference(),
    'compare/next-difference': () => actions.goToDifference(1),
    'compare/previous-difference': () => actions.goToDifference(-1),
    'compare/first': () => actions.goTo(0),
    'compare/last': () => actions.goTo(Number.MAX_SAFE_INTEGER),
    'compare/play': toggle,
    'compare/look': () => actions.setLook(state().look === 'side' ? 'overlay' : 'side'),
    'compare/swap': swap,
    'compare/copy-link': copyLink,
    'compare/blank': onBlank,
    'compare/close': close,
  };
}
