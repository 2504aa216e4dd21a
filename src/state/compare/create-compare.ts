/** The store of the view that compares. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Issue } from '../../base/result.ts';
import { textDeflater } from '../../client/text-deflater.ts';
import { parseSchedule } from '../../engine/schedule-text.ts';
import type { CompareLink, CompareLook, ComparePart } from '../../link/compare-link.ts';
import { decodeCompareLink } from '../../link/decode-compare-link.ts';
import { encodeCompareLink } from '../../link/encode-compare-link.ts';
import type { LinkSelection } from '../../link/link.ts';
import { unpackSource } from '../../link/source-text.ts';
import type { ScenarioSource } from '../../protocol/messages.ts';
import { isDivergence } from '../../view/compare/compare-runs.ts';
import type { Workbench } from '../create-workbench.ts';
import { columnPosition, selectOtherColumn } from '../run-selectors.ts';
import type { Schedule } from '../run-model.ts';
import { storyOf, type OpenedScenario } from '../workbench-state.ts';
import { compareLinkOf, digestOf, doneAt, momentOfStep } from './compare-selectors.ts';
import { NOTHING_COMPARED, type ComparePlan, type CompareState } from './compare-state.ts';
import { ComparisonFailure, runComparison } from './run-comparison.ts';

export interface CompareActions {
  goTo(position: number): void;
  /** To the next moment, or (-1) the previous one, that is not the same in both. */
  goToDifference(direction: 1 | -1): void;
  goToFirstDifference(): void;
  change(plan: Partial<ComparePlan>): Promise<void>;
  setLook(look: CompareLook): void;
  setPart(part: ComparePart | null): void;
  select(selection: LinkSelection): void;
}

export interface Compare {
  readonly store: StoreApi<CompareState>;
  readonly actions: CompareActions;
  /** Opens what the address says, and keeps the address up to date until it is stopped. */
  readonly start: () => () => void;
}

export function createCompare(workbench: Workbench): Compare {
  const store = createStore<CompareState>()(() => NOTHING_COMPARED);
  const opener = new CompareOpener(workbench, store);
  return {
    store,
    actions: createActions(store, (plan) => opener.show(plan)),
    start: () => {
      opener.open();
      const stops = [store.subscribe(() => opener.tellAddress()), opener.watchAddress()];
      return () => {
        stops.forEach((stop) => stop());
        opener.stop();
      };
    },
  };
}

function createActions(
  store: StoreApi<CompareState>,
  show: (plan: ComparePlan) => Promise<void>,
): CompareActions {
  const goTo = (position: number): void => {
    const last = store.getState().comparison?.moments.length ?? 0;
    store.setState({ position: Math.max(0, Math.min(position, last)) });
  };
  /** A difference is at an SPTE more often than not: that is what is looked at then. */
  const stopAt = (index: number): void => {
    const { comparison } = store.getState();
    const moment = comparison?.moments[index];
    if (comparison === null || moment === undefined) return;
    goTo(index + 1);
    const mine = comparison.left.records[moment.left - 1];
    const { spte = null } = mine ?? comparison.right.records[moment.right - 1] ?? {};
    if (spte !== null) store.setState({ selection: { gfn: spte.gfn, level: spte.level } });
  };
  return {
    goTo,
    goToDifference: (direction) => {
      const { comparison, position } = store.getState();
      const moments = comparison?.moments ?? [];
      stopAt(
        direction > 0
          ? moments.findIndex((moment, i) => i >= position && isDivergence(moment))
          : moments.findLastIndex((moment, i) => i < position - 1 && isDivergence(moment)),
      );
    },
    goToFirstDifference: () => {
      stopAt((store.getState().comparison?.moments ?? []).findIndex(isDivergence));
    },
    change: async (changes) => {
      const { plan } = store.getState();
      if (plan !== null) await show({ ...plan, ...changes });
    },
    setLook: (look) => store.setState({ look }),
    setPart: (part) => store.setState({ part }),
    select: (selection) => store.setState({ selection }),
  };
}

class CompareOpener {
  readonly #workbench: Workbench;
  readonly #store: StoreApi<CompareState>;
  /** Ends the comparison under way. */
  #underway = new AbortController();
  /** The address as this view has written or read it last. */
  #address: string | null = null;

  constructor(workbench: Workbench, store: StoreApi<CompareState>) {
    this.#workbench = workbench;
    this.#store = store;
  }

  /** What the address says, or, if that is nothing, what is on screen of the workbench. */
  open(): void {
    const { viewLink } = this.#workbench.store.getState();
    this.#address = viewLink;
    void this.#workbench.during(this.#openLink(viewLink ?? ''));
  }

  /** Shows another comparison; the cursor stays where it is if it can. */
  async show(plan: ComparePlan): Promise<void> {
    this.#store.setState({ plan });
    await this.#workbench.during(this.#run(plan));
  }

  /** The view is closed. */
  stop(): void {
    this.#underway.abort();
  }

  tellAddress(): void {
    const link = compareLinkOf(this.#store.getState());
    if (link === null) return;
    this.#address = encodeCompareLink(link);
    this.#workbench.store.getState().actions.setViewLink(this.#address);
  }

  /** The back button, or another link typed in. */
  watchAddress(): () => void {
    return this.#workbench.store.subscribe(({ view, viewLink }) => {
      if (view === 'compare' && viewLink !== null && viewLink !== this.#address) this.open();
    });
  }

  async #openLink(fragment: string): Promise<void> {
    const { link = null, issues = [] } = decodeCompareLink(fragment) ?? {};
    if (issues.length > 0) this.#warn(issues[0]?.message ?? '', issues);
    if (link === null) {
      await this.#openOnScreen();
      return;
    }
    const opened = await this.#scenarioOf(link);
    if (opened === null) return;
    const [left, right] = this.#columnsOf(opened, link);
    const plan = {
      left,
      right,
      run: link.run === null ? opened.script : this.#scheduleOf(opened, link.run),
      otherRun: link.otherRun === null ? null : this.#scheduleOf(opened, link.otherRun),
    };
    const { at: position, look, show: part = null } = link;
    const selection = link.selection ?? { gfn: opened.info.focusGfn, level: 1 };
    this.#store.setState({ plan, position, look, part, selection });
    await this.#run(plan);
    this.#checkDigests(link);
  }

  /** The selected column beside the other one, in the order in which the scenario has them. */
  async #openOnScreen(): Promise<void> {
    const state = await this.#whenOpened();
    const { column, opened, schedule, selection } = state;
    if (opened === null) return;
    const order = opened.info.columns.map(({ id }) => id);
    const other = selectOtherColumn(state)?.id ?? column;
    const [left = column, right = other] = [column, other].sort(
      (one, another) => order.indexOf(one) - order.indexOf(another),
    );
    const plan = { left, right, run: schedule, otherRun: null };
    this.#store.setState({ plan, selection });
    await this.#run(plan);
    const { comparison } = this.#store.getState();
    if (comparison === null) return;
    const side = left === column ? 'left' : 'right';
    this.#store.setState({ position: momentOfStep(comparison, side, columnPosition(state)) });
  }

  /** A page that was opened by a link to here opens its first scenario meanwhile. */
  async #whenOpened() {
    const { store } = this.#workbench;
    if (store.getState().opened === null) {
      await new Promise<void>((resolve) => {
        const stop = store.subscribe(({ opened }) => {
          if (opened === null) return;
          stop();
          resolve();
        });
      });
    }
    return store.getState();
  }

  async #scenarioOf(link: CompareLink): Promise<OpenedScenario | null> {
    const state = await this.#whenOpened();
    if (isOpen(state.opened, link)) return state.opened;
    const source = await this.#sourceOf(link);
    if (source === null) return null;
    await state.actions.open(storyOf(source, link.left));
    const { opened } = this.#workbench.store.getState();
    if (isOpen(opened, link)) return opened;
    this.#store.setState({ problem: 'The scenario of this link cannot be opened.' });
    return null;
  }

  async #sourceOf({ source }: CompareLink): Promise<ScenarioSource | null> {
    if (source.kind === 'shipped') return source;
    const text = await unpackSource(source.packed, textDeflater);
    if (text.ok) return { kind: 'text', text: text.value };
    this.#warn(text.issues[0]?.message ?? '', text.issues);
    this.#store.setState({ problem: 'The scenario of this link cannot be unpacked.' });
    return null;
  }

  #columnsOf({ info }: OpenedScenario, link: CompareLink): [string, string] {
    const known = (wanted: string | null, otherwise: number): string => {
      const usual = (info.columns[otherwise] ?? info.columns[0])?.id ?? '';
      if (wanted === null || info.columns.some(({ id }) => id === wanted)) return wanted ?? usual;
      this.#warn(`The scenario has no column "${wanted}"; shown is "${usual}".`);
      return usual;
    };
    return [known(link.left, 0), known(link.right, 1)];
  }

  #scheduleOf(opened: OpenedScenario, run: string): Schedule {
    const parsed = parseSchedule(run, opened.actors);
    if (!parsed.ok) {
      const upTo = `The run of this link could be read up to step ${parsed.steps.length} only.`;
      this.#warn(upTo, parsed.issues);
    }
    return parsed.steps;
  }

  async #run(plan: ComparePlan): Promise<void> {
    const { branches, opened } = this.#workbench.store.getState();
    if (opened === null) return;
    this.#underway.abort();
    this.#underway = new AbortController();
    const { signal } = this.#underway;
    try {
      const call = { opened, plan, branches, signal };
      const comparison = await runComparison(this.#workbench.client, call);
      // The reader wants something else by now.
      if (comparison === null || signal.aborted || this.#store.getState().plan !== plan) return;
      const position = Math.min(this.#store.getState().position, comparison.moments.length);
      this.#store.setState({ comparison, position, problem: null });
    } catch (error) {
      if (!(error instanceof ComparisonFailure)) throw error;
      if (!signal.aborted && this.#store.getState().plan === plan) {
        this.#store.setState({ problem: error.message });
      }
    }
  }

  #checkDigests({ at, digests }: CompareLink): void {
    const { comparison, position } = this.#store.getState();
    if (digests === null || comparison === null) return;
    const found = (side: 'left' | 'right'): string =>
      digestOf(comparison[side], doneAt(comparison, position, side));
    if (position === at && found('left') === digests.left && found('right') === digests.right)
      return;
    this.#warn(
      'This link was made of other states: the model or the scenario has changed since. Shown is ' +
        'what this version does.',
    );
  }

  #warn(text: string, issues: readonly Issue[] = []): void {
    this.#workbench.store.getState().actions.notify({ tone: 'warn', text, issues });
  }
}

function isOpen(opened: OpenedScenario | null, { source }: CompareLink): boolean {
  if (opened === null) return false;
  if (source.kind === 'custom') return opened.packed === source.packed;
  return opened.source.kind === 'shipped' && opened.source.id === source.id;
}
