/** A link to two runs under one cursor: two columns of a scenario, or two schedules of one. */
import type { LinkSelection, LinkSource, OwnPath } from './link.ts';

/** First part of the path of such a link. */
export const COMPARE_PATH: OwnPath = 'compare';

/** Beside each other, or one laid over the other. */
export type CompareLook = 'side' | 'overlay';

/** What is told beneath the machines, in place of the list of differences: the SPTE of both, or the counters. */
export type ComparePart = 'spte' | 'counters';

export interface CompareLink {
  readonly source: LinkSource;
  /** Columns; null: the first one, and the one after it. */
  readonly left: string | null;
  readonly right: string | null;
  /** The schedule of the left column in text form; null: the story's own. */
  readonly run: string | null;
  /** A schedule of its own for the right column; null: it follows the left one. */
  readonly otherRun: string | null;
  /** Moments done. */
  readonly at: number;
  readonly look: CompareLook;
  readonly selection: LinkSelection | null;
  /** Digests of both states at the cursor: they prove that the replay arrived where its maker was. */
  readonly digests: { readonly left: string; readonly right: string } | null;
  /** Left out: the differences. */
  readonly show?: ComparePart;
}
