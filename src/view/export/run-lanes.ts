/** The steps of a run in lanes: which step, and the last digits of the SPTE it touched. */
import type { StepRecord } from '../../protocol/run.ts';
import { laneDiagram, type LaneMark } from './lane-diagram.ts';

/** `lanes` are the names of the actors. */
export function runLanes(lanes: readonly string[], records: readonly StepRecord[]): string[] {
  return laneDiagram({ lanes, marks: records.map(markOf) });
}

/** An SPTE in a lane: its last three digits, where all bits are that a race is about but a few. */
function lastDigits({ lo }: { readonly lo: number }): string {
  return (lo & 0xfff).toString(16).padStart(3, '0');
}

function markOf({ choice, label, spte, violations }: StepRecord): LaneMark {
  const before = spte === null ? '' : lastDigits(spte.before);
  const after = spte === null ? '' : lastDigits(spte.after);
  const entry = before === after ? before : `${before}>${after}`;
  return {
    lane: choice.actor,
    text: `${label} ${entry}`.trimEnd(),
    notable: before !== after,
    violates: violations.map(({ property }) => property),
  };
}
