/** The actions of a run. All of them are queued: see Serial. */
import type { Choice } from '../protocol/run.ts';
import type { RunDriver, StoreAccess } from './run-driver.ts';
import {
  adoptRun,
  chooseAllAt,
  chooseAt,
  commonPrefix,
  currentSchedule,
  growTo,
  sameChoice,
  startOver,
  STORY_ID,
  type Branches,
  type Schedule,
} from './run-model.ts';
import {
  columnPosition,
  columnRun,
  selectMoments,
  selectNext,
  selectOtherColumn,
  selectSuggestion,
} from './run-selectors.ts';
import type { LinkSync } from './link-sync.ts';
import type { Serial } from './serial.ts';
import { Opener, type OpenerDeps } from './opener.ts';
import type { RunActions, RunSlice, StepOutcome } from './workbench-state.ts';

export const EMPTY_RUN_SLICE: RunSlice = {
  opened: null,
  schedule: [],
  position: 0,
  column: '',
  runs: {},
  branches: { list: [], current: STORY_ID },
  selection: null,
  crash: null,
  lastCrash: null,
};

export interface RunDeps extends OpenerDeps {
  readonly serial: Serial;
  readonly link: LinkSync;
}

export function createRunActions(store: StoreAccess, deps: RunDeps): RunActions {
  const { serial, link, driver } = deps;
  const stepper = createStepper(store, driver);
  const opener = new Opener(store, deps);

  /** An act of the reader that the browser's back button takes back. */
  const act = <T>(work: () => T | Promise<T>): Promise<T> =>
    serial.run(async () => {
      link.flush();
      const result = await work();
      link.push();
      return result;
    });
  const showBranches = (change: (branches: Branches) => Branches): Promise<void> =>
    act(async () => {
      await driver.show(change(store.get().branches), 0);
    });

  return {
    open: (target) => act(() => opener.open(target)),
    openLink: (fragment, from) => serial.run(() => opener.openLink(fragment, from)),
    recover: (to = 'same-run') => {
      deps.client.restart();
      return serial.run(() => opener.recover(to));
    },
    stepActor: (choice) => serial.run(() => stepper.choose(choice)),
    moveActor: (actor) => serial.run(() => stepper.move(actor)),
    goOn: (choose) => act(async () => stepper.goOn(await choose())),
    stepNext: () => serial.run(() => stepper.next()),
    nextMoment: () => serial.run(() => stepper.nextMoment()),
    previousMoment: () =>
      serial.run(() => {
        const position = columnPosition(store.get());
        stepper.goTo(selectMoments(store.get()).findLast((step) => step < position) ?? 0);
      }),
    goTo: (position) => serial.run(() => stepper.goTo(position)),
    back: () => serial.run(() => stepper.goTo(columnPosition(store.get()) - 1)),
    first: () => serial.run(() => stepper.goTo(0)),
    last: () => serial.run(() => stepper.goTo(store.get().schedule.length)),
    selectColumn: (column) => act(() => stepper.selectColumn(column)),
    nextColumn: () =>
      act(async () => {
        const other = selectOtherColumn(store.get());
        if (other !== null) await stepper.selectColumn(other.id);
      }),
    playStory: () => showBranches((branches) => ({ ...branches, current: STORY_ID })),
    loadBranch: (id) =>
      act(async () => {
        const { branches, schedule } = store.get();
        const chosen = { ...branches, current: id };
        // Where the two runs part, or where the reader is if they have not parted yet.
        const shared = commonPrefix(schedule, currentSchedule(chosen));
        await driver.show(chosen, Math.min(shared, columnPosition(store.get())));
      }),
    showRun: (schedule, column) =>
      act(async () => {
        store.set({ column });
        const branches = adoptRun(store.get().branches, schedule, 'witness');
        await driver.show(branches, schedule.length);
      }),
    reset: () => showBranches(startOver),
    changeRuns: (change) => serial.run(() => store.set({ branches: change(store.get().branches) })),
    select: (selection) => store.set({ selection }),
    dismissCrash: () => store.set({ lastCrash: null }),
  };
}

function createStepper(store: StoreAccess, driver: RunDriver) {
  const goTo = (position: number): void => {
    const reach = columnRun(store.get()).records.length;
    store.set({ position: Math.max(0, Math.min(position, reach)) });
    void driver.fetchWays();
  };

  /** Moves to a position that an action led to. */
  const arrive = (position: number): StepOutcome => {
    const reach = columnRun(store.get()).records.length;
    if (position > reach) return 'ended';
    if (store.get().position !== position) goTo(position);
    const record = columnRun(store.get()).records[position - 1];
    return (record?.violations.length ?? 0) > 0 ? 'violated' : 'moved';
  };

  const show = async (branches: Branches, position: number): Promise<StepOutcome> =>
    (await driver.show(branches, position)) ? arrive(position) : 'crashed';

  const choose = (choice: Choice): StepOutcome | Promise<StepOutcome> => {
    const state = store.get();
    const position = columnPosition(state);
    if (sameChoice(state.schedule[position], choice)) return arrive(position + 1);
    return show(chooseAt(state.branches, position, choice), position + 1);
  };

  const goOn = (choices: Schedule): StepOutcome | Promise<StepOutcome> => {
    const { branches } = store.get();
    const position = columnPosition(store.get());
    const end = position + choices.length;
    return choices.length === 0 ? 'ended' : show(chooseAllAt(branches, position, choices), end);
  };

  const next = async (): Promise<StepOutcome> => {
    const state = store.get();
    const position = columnPosition(state);
    // A column that cannot follow the schedule here ends here, too; its actors can still be chosen.
    if (position < state.schedule.length) return arrive(position + 1);
    await driver.fetchWays();
    const suggestion = selectSuggestion(store.get());
    return suggestion === null ? 'ended' : choose(suggestion.choice);
  };

  const move = async (actor: number): Promise<StepOutcome> => {
    const { schedule } = store.get();
    const position = columnPosition(store.get());
    if (schedule[position]?.actor === actor) return arrive(position + 1);
    await driver.fetchWays();
    const wanted = selectSuggestion(store.get());
    const ways = selectNext(store.get()) ?? [];
    const way = [wanted, ...ways].find((candidate) => candidate?.choice.actor === actor);
    return way ? choose(way.choice) : 'ended';
  };

  const nextMoment = async (): Promise<StepOutcome> => {
    const state = store.get();
    const position = columnPosition(state);
    const moment = selectMoments(state).find((step) => step > position);
    if (moment === undefined) {
      const reach = columnRun(state).records.length;
      return reach === position ? 'ended' : arrive(reach);
    }
    if (moment <= state.schedule.length) return arrive(moment);
    // The run is the beginning of the story: go on with it as far as that moment.
    const script = state.opened?.script ?? [];
    return show(growTo(state.branches, script.slice(0, moment)), moment);
  };

  const selectColumn = async (column: string): Promise<void> => {
    const known = store.get().opened?.info.columns.some(({ id }) => id === column) ?? false;
    if (!known) return;
    store.set({ column });
    await driver.judgeOthers();
    void driver.fetchWays();
  };

  return { goTo, choose, goOn, move, next, nextMoment, selectColumn };
}
