/** What the workbench hands to the panels that draw the machine and its SPTEs. */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { StateView } from '../engine/state/readers.ts';
import type {
  ActorInfo,
  NextInfo,
  ProgramInfo,
  StepRecord,
  ViolationInfo,
} from '../protocol/run.ts';

/** The SPTE the user looks at: the entry that covers a gfn in a table of a level (1..4). */
export interface Selection {
  readonly gfn: number;
  readonly level: number;
}

export interface PictureProps {
  /** The state of the selected column at the position; a new object whenever the state differs. */
  readonly view: StateView;
  readonly layout: SpteLayout;
  readonly actors: readonly ActorInfo[];
  readonly programs: readonly ProgramInfo[];
  /** The whole run of this column. */
  readonly records: readonly StepRecord[];
  /** How many of its steps are done in `view`: 0 .. records.length. */
  readonly position: number;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection) => void;
  readonly onGoTo: (step: number) => void;
  /**
   * The ways to go on from the position: at the end of the run always, elsewhere once the worker has
   * told; null until it has. Program counters are in the cells (readThread) at every position.
   */
  readonly next: readonly NextInfo[] | null;
  /** The most recent violation at or before the position. */
  readonly violation: ViolationInfo | null;
  /** The column that "same schedule, …" leads to; null when the scenario has only one. */
  readonly otherColumn: { readonly id: string; readonly title: string } | null;
  readonly onSwitchColumn: () => void;
}
