/** Everything the palette can do, from what is open: one list of commands, and whatever has a name. */
import type { LitmusTable } from '../../view/explore/litmus-table.ts';
import { sizeText } from '../../view/explore/litmus-table.ts';
import type { PaletteItem } from '../../view/palette/find-items.ts';
import { columnRun, selectNext, selectSuggestion } from '../../state/run-selectors.ts';
import { tellerOf } from '../../state/tell-run.ts';
import { storyOf, type WorkbenchState } from '../../state/workbench-state.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import type { RunUntil } from '../../protocol/run-until.ts';
import type { ScenarioSummary } from '../../protocol/scenario-info.ts';
import { byHand, type CommandContext } from '../keys/commands.ts';
import { keyName } from '../keys/key-names.ts';
import {
  KEYS_IN_EVERY_VIEW,
  KEY_TABLE,
  keysOf,
  type CommandId,
  type KeyBinding,
} from '../keys/key-table.ts';
import { KEY_WORDS } from '../keys/key-words.ts';
import { itemsHere } from '../keys/view-commands.ts';
import { runUntil } from '../timeline/run-until.ts';

export interface PaletteSources extends Pick<Workbench, 'client'> {
  readonly context: CommandContext;
  readonly litmus: LitmusTable;
  /** Null until the list is there. */
  readonly scenarios: readonly ScenarioSummary[] | null;
}

export function paletteItems(sources: PaletteSources): PaletteItem[] {
  const state = sources.context.store.getState();
  const { ownKeys, view } = state;
  const inPlace = view !== null && view !== 'present';
  // What takes the place of the workbench has names of its own; what is under it cannot be seen.
  if (inPlace) return [...itemsHere(ownKeys), ...commandItems(sources.context, KEYS_IN_EVERY_VIEW)];
  return [
    ...commandItems(sources.context),
    ...itemsHere(ownKeys),
    ...actorItems(sources.context),
    ...untilItems(sources),
    ...columnItems(state),
    ...outcomeItems(sources.litmus, state),
    ...runItems(state),
    ...stepItems(sources.context),
    ...scenarioItems(sources),
  ];
}

function commandItems(context: CommandContext, only?: readonly CommandId[]): PaletteItem[] {
  const { ownKeys } = context.store.getState();
  const wanted = ({ id }: KeyBinding): boolean =>
    id !== 'actor' && id !== 'palette' && only?.includes(id) !== false;
  return KEY_TABLE.filter(wanted).map((binding) => ({
    key: `command/${binding.id}`,
    group: 'Commands',
    title: KEY_WORDS[binding.id].title,
    detail: '',
    keys: keysOf(binding, ownKeys).map(keyName),
    run: () => binding.run(context, ''),
  }));
}

/** Who can move now, and how. */
function actorItems(context: CommandContext): PaletteItem[] {
  const state = context.store.getState();
  const suggested = selectSuggestion(state)?.choice;
  return (selectNext(state) ?? []).map(({ choice, code, variant }) => {
    const { actor } = choice;
    const title = state.opened?.actors[actor]?.title ?? '';
    const way = variant === null ? '' : `, ${variant}`;
    return {
      key: `actor/${actor}/${choice.variant}`,
      group: 'Actors',
      title: `Step ${title}${way}: ${code}`,
      detail: choice === suggested ? 'next' : '',
      keys: choice.variant === 0 && actor < 9 ? [String(actor + 1)] : [],
      run: () => byHand(context).stepActor(choice),
    };
  });
}

/** Each actor that can move, by itself. */
function untilItems({ context, client }: PaletteSources): PaletteItem[] {
  const state = context.store.getState();
  const gfn = state.selection?.gfn ?? 0;
  const ends: readonly (readonly [string, RunUntil])[] = [
    ['until it waits or is done', { kind: 'waits' }],
    ['until its operation is done', { kind: 'operation' }],
    [`until it touches gfn 0x${gfn.toString(16)}`, { kind: 'touches', gfn }],
  ];
  const movable = new Set((selectNext(state) ?? []).map(({ choice }) => choice.actor));
  return [...movable].flatMap((actor) =>
    ends.map(([words, until]) => ({
      key: `until/${actor}/${until.kind}`,
      group: 'Actors',
      title: `Run ${state.opened?.actors[actor]?.title ?? ''} ${words}`,
      detail: '',
      keys: [],
      run: () => runUntil({ ...context, client }, actor, until),
    })),
  );
}

function columnItems({ opened, column, actions }: WorkbenchState): PaletteItem[] {
  return (opened?.info.columns ?? []).map(({ id, title, profile }) => ({
    key: `column/${id}`,
    group: 'Kernels',
    title: `${title}: the same schedule on this kernel`,
    detail: id === column ? `${profile}, on screen` : profile,
    keys: [],
    run: () => actions.selectColumn(id),
  }));
}

/** A run to each property violated and to each outcome, on each kernel that has one. */
function outcomeItems(
  { properties, outcomes }: LitmusTable,
  { opened, actions }: WorkbenchState,
): PaletteItem[] {
  return [...properties, ...outcomes].flatMap(({ ids, words, cells }) =>
    cells.flatMap(({ key, column, witness, word }): PaletteItem[] => {
      if (witness === null) return [];
      const kernel = opened?.info.columns.find(({ id }) => id === column)?.title ?? column;
      const what = [...ids, ...words].join(' ');
      return [
        {
          key: `outcome/${key}`,
          group: 'Outcomes',
          title: `${kernel}: ${what === '' ? 'the one outcome' : what}`,
          detail: `${word.toLowerCase()}, ${sizeText(witness)}`,
          keys: [],
          run: () => actions.showRun(witness.schedule, column),
        },
      ];
    }),
  );
}

/** The most recent one first. */
function runItems({ branches, actions }: WorkbenchState): PaletteItem[] {
  return [...branches.list].reverse().map(({ id, name, schedule }) => ({
    key: `run/${id}`,
    group: 'Runs',
    title: `Run: ${name}`,
    detail: `${schedule.length} steps${id === branches.current ? ', on screen' : ''}`,
    keys: [],
    run: () => actions.loadBranch(id),
  }));
}

function stepItems(context: CommandContext): PaletteItem[] {
  const state = context.store.getState();
  const goTo = (step: number) => () => byHand(context).goTo(step);
  const start: PaletteItem = {
    key: 'step/0',
    group: 'Steps',
    title: 'Step 0: before the first step',
    detail: '',
    keys: [],
    run: goTo(0),
  };
  const teller = tellerOf(state);
  const steps = columnRun(state).records.map(({ n, fn, violations }): PaletteItem => ({
    key: `step/${n}`,
    group: 'Steps',
    // Told when it is looked at: a run may have thousands of steps.
    get title() {
      return `Step ${n}: ${teller?.short(n) ?? ''}`;
    },
    detail: [fn, ...violations.map(({ property }) => `violates ${property}`)].join(', '),
    keys: [],
    run: goTo(n),
  }));
  return [start, ...steps];
}

function scenarioItems({ context, scenarios }: PaletteSources): PaletteItem[] {
  const { opened, actions } = context.store.getState();
  return (scenarios ?? []).map(({ id, title, summary }) => ({
    key: `scenario/${id}`,
    group: 'Scenarios',
    title,
    detail: opened?.info.id === id ? `open: ${summary}` : summary,
    keys: [],
    run: () => {
      const target = storyOf({ kind: 'shipped', id });
      context.session.send({ type: 'open', opening: () => actions.open(target) });
    },
  }));
}
