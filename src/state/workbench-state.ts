/** The shape of the page's data. Control (loading, playing, crashed) is in machines/. */
import type { Issue } from '../base/result.ts';
import type { StateMap } from '../engine/state/state-map.ts';
import type { LinkPart, LinkSelection } from '../link/link.ts';
import type { ColumnStart, ScenarioSource } from '../protocol/messages.ts';
import type { ActorInfo, Choice, ProgramInfo } from '../protocol/run.ts';
import type { ScenarioInfo } from '../protocol/scenario-info.ts';
import type { ColumnRun } from './column-run.ts';
import type { ExplorationSlice } from './exploration-slice.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Branches, Schedule } from './run-model.ts';

/** Everything about a scenario that stays the same while it is open. */
export interface OpenedScenario {
  readonly source: ScenarioSource;
  /** The text of one's own scenario, as it travels in a link; null for a shipped one. */
  readonly packed: string | null;
  readonly info: ScenarioInfo;
  readonly actors: readonly ActorInfo[];
  readonly programs: readonly ProgramInfo[];
  readonly script: Schedule;
  readonly map: StateMap;
  readonly starts: Readonly<Record<string, ColumnStart>>;
}

export interface CrashInfo {
  /** What the engine said. */
  readonly message: string;
  /** Brings back what it was asked. */
  readonly repro: string;
}

/** What to open, and where to go in it; null is the beginning of the story. */
export interface OpenTarget {
  readonly source: ScenarioSource;
  readonly column: string | null;
  /** Schedule in text form. */
  readonly run: string | null;
  readonly at: number | null;
  readonly selection: LinkSelection | null;
  /** Digest of the state to arrive at. */
  readonly digest: string | null;
  /** Left out: what is open stays so. */
  readonly show?: LinkPart;
}

export function storyOf(source: ScenarioSource, column: string | null = null): OpenTarget {
  return { source, column, run: null, at: null, selection: null, digest: null };
}

/** kept: refused, but the scenario that was open before is still there. */
export type OpenOutcome = 'opened' | 'kept' | 'refused' | 'crashed' | 'stale';

/** What became of a request to go on by a step. */
export type StepOutcome = 'moved' | 'violated' | 'ended' | 'crashed';

export interface RunSlice {
  readonly opened: OpenedScenario | null;
  /** One schedule for all columns. */
  readonly schedule: Schedule;
  /** Steps of the schedule that are done on screen, in every column that can follow so far. */
  readonly position: number;
  readonly column: string;
  readonly runs: Readonly<Record<string, ColumnRun>>;
  readonly branches: Branches;
  readonly selection: LinkSelection | null;
  /** The engine is down. */
  readonly crash: CrashInfo | null;
  /** What it died of; stays until the reader has seen it. */
  readonly lastCrash: CrashInfo | null;
}

export interface RunActions {
  open(target: OpenTarget): Promise<OpenOutcome>;
  /** The text after the # of an address; from this page's own history, or from elsewhere. */
  openLink(fragment: string, from: 'history' | 'elsewhere'): Promise<OpenOutcome>;
  /** After a crash: a new engine, the same scenario, schedule and position; or its story instead. */
  recover(to?: 'same-run' | 'story'): Promise<OpenOutcome>;
  stepActor(choice: Choice): Promise<StepOutcome>;
  /** The actor's way in the schedule if it is next there, else its ordinary way; nothing if it cannot move. */
  moveActor(actor: number): Promise<StepOutcome>;
  stepNext(): Promise<StepOutcome>;
  /** As if chosen one after another; which they are is asked when it is this action's turn. */
  goOn(choose: () => Promise<Schedule>): Promise<StepOutcome>;
  /** On to the next moment that the story tells. */
  nextMoment(): Promise<StepOutcome>;
  previousMoment(): Promise<void>;
  goTo(position: number): Promise<void>;
  back(): Promise<void>;
  first(): Promise<void>;
  last(): Promise<void>;
  selectColumn(column: string): Promise<void>;
  nextColumn(): Promise<void>;
  playStory(): Promise<void>;
  loadBranch(id: string): Promise<void>;
  /** Puts a run that a search has found on screen, at its end. */
  showRun(schedule: Schedule, column: string): Promise<void>;
  reset(): Promise<void>;
  /** Changes which runs there are, or what they are called, but not the one on screen. */
  changeRuns(change: (branches: Branches) => Branches): Promise<void>;
  select(selection: LinkSelection): void;
  dismissCrash(): void;
}

export type Theme = 'system' | 'light' | 'dark';
export type DialogName =
  | 'run-until'
  | 'about'
  | 'keys'
  | 'share'
  | 'own-scenario'
  | 'decoder'
  | 'export'
  | 'palette'
  | 'runs';

/**
 * What takes the place of the workbench; each has links of its own that begin with its name, but the
 * presentation: that shows the same run, with the same link.
 */
export type ViewName = 'compare' | 'trace' | 'present';

export interface UiSlice {
  readonly theme: Theme;
  readonly dialog: DialogName | null;
  readonly ownKeys: OwnKeys;
  /** Does the browser keep the runs for the next visit? */
  readonly runsKept: boolean;
  /** Fragment of the link to what the decoder shows: the address of the page while that is open. */
  readonly decoderLink: string | null;
  /** Null: the workbench itself. */
  readonly view: ViewName | null;
  /** Fragment of the link to what the view shows: the address of the page while it is open. */
  readonly viewLink: string | null;
  /** The story comes first, also where there is room for all regions: as the reader left it. */
  readonly reading: boolean;
  /** What links open, but for the panel of all interleavings; null: the page as it opens by itself. */
  readonly shown: LinkPart | null;
}

export interface UiActions {
  setTheme(theme: Theme): void;
  showDialog(dialog: DialogName | null): void;
  /** If it is still the one: browsers tell late that a dialog was closed, and another may be open by then. */
  closeDialog(dialog: DialogName): void;
  /** The decoder with what a link to it says. */
  showDecoder(link: string): void;
  /** Puts a view in place of the workbench: with what a link to it says, or as it opens by itself. */
  showView(view: Exclude<ViewName, 'present'>, link?: string): void;
  /** The view tells what the address is to be: it shows something else now. */
  setViewLink(link: string): void;
  /** Back to the workbench. */
  closeView(): void;
  toggleReading(): void;
  /** From now on links open that part. */
  setShown(part: LinkPart | null): void;
  /** The panel of all interleavings. */
  toggleExplorePanel(): void;
  /** How far a violation is, on each step button. */
  toggleHints(): void;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'info' | 'warn' | 'bad';
  /** One sentence. */
  readonly text: string;
  readonly issues: readonly Issue[];
  /** What the reader may do about it; a notice with one stays. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface NoticeSlice {
  readonly notices: readonly Notice[];
}

export interface NoticeActions {
  /** Its id. */
  notify(notice: Omit<Notice, 'id'>): number;
  dismiss(id: number): void;
}

export interface WorkbenchState extends RunSlice, ExplorationSlice, UiSlice, NoticeSlice {
  /** Never changes; kept here so that a component needs one thing only. */
  readonly actions: RunActions & UiActions & NoticeActions;
}
