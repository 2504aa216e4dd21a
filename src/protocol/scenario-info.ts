/** What the page shows of a scenario, as it travels in a message; see scenario/scenario-info.ts. */
export type {
  ColumnInfo,
  LinkInfo,
  NarrationInfo,
  PropertyInfo,
  ScenarioInfo,
  ScenarioSummary,
  Verdict,
} from '../scenario/scenario-info.ts';
