import type { ComparePart } from '../../link/compare-link.ts';
import type { LinkSelection } from '../../link/link.ts';
import { countersDiffering } from '../../view/compare/counter-table.ts';
import { spteKey } from '../../view/compare/spte-facts.ts';
import { Button } from '../controls/button.tsx';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import { useCompare, useCompareState, type Names } from './compare-context.ts';
import { Counters } from './counters.tsx';
import { DepartureList } from './departure-list.tsx';
import { DifferenceList } from './difference-list.tsx';
import { SptePair } from './spte-pair.tsx';
import type { MachinesNow } from './use-differences.ts';
import css from './beneath.module.css';

interface BeneathProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

type Part = 'differences' | ComparePart;

const NAMES: Readonly<Record<Part, string>> = {
  differences: 'Differences',
  spte: 'SPTE of both',
  counters: 'Counters of both',
};
const PARTS = ['differences', 'spte', 'counters'] as const;

/** What differs: in words, bit by bit for the selected SPTE, or counted. */
export function Beneath({ names, now }: BeneathProps) {
  const { actions } = useCompare();
  const part = useCompareState((state) => state.part) ?? 'differences';
  const selection = useCompareState((state) => state.selection);
  const signs: Readonly<Record<Part, string>> = {
    differences: countText(now.differing.length),
    spte: spteDiffers(now, selection) ? ' ≠' : ' =',
    counters: countText(countersDiffering(now.counters)),
  };
  return (
    <div className={css['beneath']} data-part={part}>
      <div className={css['parts']} role="group" aria-label="What differs">
        {PARTS.map((one) => (
          <Button
            key={one}
            aria-pressed={part === one}
            onClick={() => actions.setPart(one === 'differences' ? null : one)}
          >
            {NAMES[one]}
            <span className={css['sign']}>{signs[one]}</span>
          </Button>
        ))}
      </div>
      <ScrollRegion className={css['part']} label={NAMES[part]}>
        {part === 'differences' && (
          <>
            <DepartureList names={names} />
            <DifferenceList now={now} names={names} />
          </>
        )}
        {part === 'spte' && <SptePair now={now} names={names} />}
        {part === 'counters' && <Counters groups={now.counters} names={names} />}
      </ScrollRegion>
    </div>
  );
}

/** ` ≠ 3`, or that there is nothing. */
function countText(differing: number): string {
  return differing === 0 ? ' =' : ` ≠ ${differing}`;
}

function spteDiffers({ differing }: MachinesNow, selection: LinkSelection | null): boolean {
  const key = selection === null ? '' : spteKey(selection);
  return differing.some((pair) => pair.key === key);
}
