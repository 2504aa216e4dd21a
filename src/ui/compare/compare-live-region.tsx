import { summaryText } from '../../view/compare/difference-words.ts';
import { useComparison, useCompareState, type Names } from './compare-context.ts';
import type { MachinesNow } from './use-differences.ts';

interface LiveProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

/** Says each moment to screen readers: what both did, and what differs after it. */
export function CompareLiveRegion({ names, now }: LiveProps) {
  const { left, moments, right } = useComparison();
  const position = useCompareState((state) => state.position);
  const moment = moments[position - 1];
  const did = (side: 'left' | 'right'): string => {
    const record = (side === 'left' ? left : right).records[(moment?.[side] ?? 0) - 1];
    return `${names[side]}: ${record?.text ?? 'does nothing'}.`;
  };
  const what = moment === undefined ? 'Before the first step.' : `${did('left')} ${did('right')}`;
  return (
    <p className="visually-hidden" role="status" aria-label="Moment">
      Moment {position}. {what} {summaryText(now.differing, names)}
    </p>
  );
}
