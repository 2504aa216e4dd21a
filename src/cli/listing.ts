/** What `list` lists, in the shape that --json promises. */
export interface ColumnListing {
  readonly id: string;
  readonly title: string;
  readonly profile: string;
  readonly expected: Readonly<Record<string, string>>;
}

export interface ScenarioListing {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly ColumnListing[];
}

export interface Listing {
  readonly scenarios: readonly ScenarioListing[];
  readonly profiles: readonly { readonly id: string; readonly title: string }[];
  readonly properties: readonly { readonly id: string; readonly sentence: string }[];
}
