/** What an embedded page tells the one around it: plain data. */
import { encodeLink } from '../../link/encode-link.ts';
import { linkOf, type Linked } from '../../state/link-sync.ts';
import {
  columnPosition,
  columnRun,
  selectDigest,
  selectViolation,
} from '../../state/run-selectors.ts';

export interface EmbedState {
  readonly scenario: string;
  readonly title: string;
  readonly column: string;
  readonly actors: readonly string[];
  /** Steps done. */
  readonly position: number;
  /** Steps that the run has. */
  readonly steps: number;
  /** What the last step did; empty before the first. */
  readonly text: string;
  readonly violation: {
    readonly property: string;
    readonly step: number;
    readonly text: string;
  } | null;
  readonly digest: string;
  /** What comes after the # of an address that shows just this. */
  readonly link: string;
}

/** Null while nothing is open. */
export function embedState(state: Linked): EmbedState | null {
  const { opened, column } = state;
  const link = linkOf(state);
  if (opened === null || link === null) return null;
  const { records } = columnRun(state);
  const position = columnPosition(state);
  const violation = selectViolation(state);
  return {
    scenario: opened.info.id,
    title: opened.info.title,
    column,
    actors: opened.actors.map(({ id }) => id),
    position,
    steps: records.length,
    text: records[position - 1]?.text ?? '',
    violation:
      violation === null
        ? null
        : { property: violation.property, step: violation.step, text: violation.text },
    digest: selectDigest(state),
    link: encodeLink(link),
  };
}
