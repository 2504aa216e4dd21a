/**
 * What a reader of somebody's text asks beyond building it: whether its parts go together, in every
 * column. Shipped scenarios have passed when the tests have, and the page does not ask again.
 */
import type { MachineConfig } from '../engine/machine-config.ts';
import type { KernelColumn } from './build-columns.ts';
import type { Story } from './build-story.ts';
import { checkFeatures } from './check-features.ts';
import { checkFlagNeeds, checkTlbNeeds } from './check-layout-needs.ts';
import { checkStory } from './check-story.ts';
import { checkTdGuest } from './check-td-guest.ts';
import type { IssueList } from './issues.ts';
import type { ScenarioDocument } from './schema.ts';

/** One column that has been built. */
export interface BuiltColumn {
  readonly id: string;
  readonly index: number;
  readonly config: MachineConfig;
  readonly story: Story;
}

export interface ScenarioChecks {
  readonly checkKernels: (
    document: ScenarioDocument,
    kernels: readonly KernelColumn[],
    issues: IssueList,
  ) => void;
  readonly checkColumn: (
    document: ScenarioDocument,
    column: BuiltColumn,
    issues: IssueList,
  ) => void;
}

export const SCENARIO_CHECKS: ScenarioChecks = {
  checkKernels: (document, kernels, issues) => {
    document.columns.forEach(({ id, flags }, index) => {
      const kernel = kernels.find(({ info }) => info.id === id);
      if (kernel === undefined) return;
      const { layout } = kernel;
      checkFlagNeeds({ layout, flags: Object.keys(flags), path: ['columns', index] }, issues);
    });
    checkFeatures(document, kernels, issues);
  },
  checkColumn: (document, { id, index, config, story }, issues) => {
    const { actors, layout, memslots } = config;
    checkTlbNeeds(document.tlb, { layout, column: id }, issues);
    checkTdGuest({ actors, layout, memslots, column: index }, issues);
    // A machine is made of sound parts only.
    if (!issues.hasIssues()) checkStory(story, { column: id, config }, issues);
  },
};
