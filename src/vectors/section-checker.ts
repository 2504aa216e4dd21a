/** A checker knows one section: what it reads of a row, and what it computes for it. */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { RuleFlags } from '../engine/profiles/rule-flags.ts';
import type { RaceRunner } from './race-runner.ts';
import type { Cell } from './report.ts';
import type { RowReader } from './row-reader.ts';

export interface CheckContext {
  readonly layout: SpteLayout;
  readonly flags: RuleFlags;
  readonly raceRunner: RaceRunner;
  /** Numbers of the kernel's RET_PF_* constants. */
  readonly retPf: Readonly<Record<string, number>>;
}

/** The columns a checker computed; a column that has no meaning in this kernel is left out. */
export type ComputedRow = Readonly<Record<string, Cell>>;

export interface SectionChecker {
  readonly section: string;
  /** Columns it reads; the section can't be checked without them. */
  readonly inputs: readonly string[];
  /** Columns it may read if they are there, or that say nothing to check. */
  readonly ignored?: readonly string[];
  compute(context: CheckContext, row: RowReader): ComputedRow;
}

export function cellOf(flag: boolean): Cell {
  return flag ? 1 : 0;
}

export function hexOf(value: number): string {
  return `0x${value.toString(16)}`;
}
