/** What the page shows of a scenario; the scenario itself stays in the worker. */

export type Verdict = 'always' | 'sometimes' | 'never';

export interface ColumnInfo {
  readonly id: string;
  readonly title: string;
  /** Layout id (engine/layout) that decodes its SPTEs. */
  readonly layout: string;
  readonly profile: string;
  /** Flags of the profile that differ between the columns: `tdpWrite: xchg`. */
  readonly flags: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, Verdict>>;
}

export interface NarrationInfo {
  /** Step of the script (1-based) this belongs to; 0 is before the first step. */
  readonly step: number;
  readonly text: string;
  readonly look?: string;
}

export interface LinkInfo {
  readonly title: string;
  readonly commit?: string;
  readonly url?: string;
}

export interface PropertyInfo {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
}

export interface ScenarioSummary {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly columns: readonly Pick<ColumnInfo, 'id' | 'title'>[];
}

export interface ScenarioInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly commits: readonly LinkInfo[];
  readonly columns: readonly ColumnInfo[];
  readonly narration: readonly NarrationInfo[];
  /** What the story asks the page to select at first: the leaf of this gfn. */
  readonly focusGfn: number;
  readonly properties: readonly PropertyInfo[];
}
