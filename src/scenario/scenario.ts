/** A scenario, read and checked: what the page shows of it, and what a machine is built from. */
import type { PropertyId } from '../engine/detectors/detector.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import type { ScheduleStep } from '../engine/schedule-text.ts';
import type { ColumnInfo, ScenarioInfo } from './scenario-info.ts';

export interface ScenarioColumn {
  readonly info: ColumnInfo;
  readonly config: MachineConfig;
  /** Properties that the story violates here; the author's claim, which a test checks. */
  readonly shows: readonly PropertyId[];
}

export interface Scenario {
  readonly info: ScenarioInfo;
  /** At least one. All have the same actors. */
  readonly columns: readonly ScenarioColumn[];
  /** The story's schedule: what its beats run, put together. Every column can follow it. */
  readonly script: readonly ScheduleStep[];
}
