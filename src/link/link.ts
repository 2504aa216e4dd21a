/** What a link says: which scenario, which column, which run, where in it, and what is looked at. */

/** Raised when a link of today could not be read by the page of yesterday; see upgraders.ts. */
export const CURRENT_LINK_VERSION = 1;

/** First part of the path of links that lead to something else than a run; no scenario is named so. */
export const OWN_PATHS = ['decode', 'compare', 'trace'] as const;
export type OwnPath = (typeof OWN_PATHS)[number];

/** A shipped scenario, or the reader's own: its text travels in the link, see source-text.ts. */
export type LinkSource =
  | { readonly kind: 'shipped'; readonly id: string }
  | { readonly kind: 'custom'; readonly packed: string };

export interface LinkSelection {
  readonly gfn: number;
  /** Level of the table that holds the entry, 1..5. */
  readonly level: number;
}

/**
 * What of the page a link opens, beside what it opens with: a panel, a part of the page that shows one at
 * a time, a section of the inspector. Once published a name stays; a page that has no such part says so.
 */
export type LinkPart =
  'interleavings' | 'steps' | 'machine' | 'entry' | 'state' | 'code' | 'history' | 'fields';

export interface Link {
  readonly source: LinkSource;
  /** Null: the first one. */
  readonly column: string | null;
  /** The schedule in text form (schedule-text.ts); null: the story's own. */
  readonly run: string | null;
  /** Steps done; null: none. */
  readonly at: number | null;
  readonly selection: LinkSelection | null;
  /** Digest of the column's state at the position: proves that a replay arrived where its maker was. */
  readonly digest: string | null;
  /** Left out: the page as it opens by itself. */
  readonly show?: LinkPart;
}
