/** The steps of a run in lanes: which step, and the last digits of the SPTE it touched. */
import type { StepRecord } from '../../protocol/run.ts';
import { drawLanes, laneDiagram, laneLegend, type LaneMark } from './lane-diagram.ts';
import { actorTitle, type RunInWords } from './run-json.ts';

/** `lanes` are the names of the actors. */
export function runLanes(lanes: readonly string[], records: readonly StepRecord[]): string[] {
  return laneDiagram({ lanes, marks: records.map(markOf) });
}

/**
 * The same for a mail that stands for itself: below the drawing, which names steps as the kernel's code is
 * read, what each of them did in words.
 */
export function lanesInWords(run: RunInWords): string[] {
  const { actors, records, told } = run;
  const { lines, shown } = drawLanes({
    lanes: actors.map(({ id }) => id),
    marks: records.map(markOf),
  });
  const notes = shown.flatMap((n) => {
    const record = records[n - 1];
    if (record === undefined) return [];
    const wrong = record.violations.map(({ property, title }) => ` ** ${property}: ${title}`);
    return {
      n,
      text: `${actorTitle(run, record.choice.actor)} ${told[n - 1] ?? ''}${wrong.join('')}`,
    };
  });
  return [...lines, '', DIGITS, '', ...laneLegend(notes)];
}

const DIGITS = 'Three digits are the last ones of the SPTE that was touched: old>new.';

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
