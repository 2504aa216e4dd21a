import { summaryText } from '../../view/compare/difference-words.ts';
import { useComparison, useDrawnMoment, type Names } from './compare-context.ts';
import { useSideTellers } from './use-side-tellers.ts';
import type { MachinesNow } from './use-differences.ts';

interface LiveProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

/** What both did at the moment, in words: the timeline is described by it. */
export const SPOKEN_MOMENT_ID = 'spoken-moment';

/** Says each moment to screen readers: what both did, and what differs after it. */
export function CompareLiveRegion({ names, now }: LiveProps) {
  const { moments } = useComparison();
  const tellers = useSideTellers();
  const position = useDrawnMoment();
  const moment = moments[position - 1];
  const did = (side: 'left' | 'right'): string => {
    const told = tellers[side].short(moment?.[side] ?? 0);
    return `${names[side]}: ${told === '' ? 'nothing' : told}.`;
  };
  const what = moment === undefined ? 'Before the first step.' : `${did('left')} ${did('right')}`;
  return (
    <p className="visually-hidden" role="status" aria-label="Moment" id={SPOKEN_MOMENT_ID}>
      Moment {position}. {what} {summaryText(now.differing, names)}
    </p>
  );
}
