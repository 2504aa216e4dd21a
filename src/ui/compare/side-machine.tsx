import { useMemo } from 'react';
import { encodeLink } from '../../link/encode-link.ts';
import type { SideName } from '../../state/compare/compare-state.ts';
import { sideLinkOf } from '../../state/compare/compare-selectors.ts';
import { markedKeys } from '../../view/compare/marked-keys.ts';
import { BesideContext } from '../machine/beside.ts';
import { MachinePanel } from '../machine/machine-panel.tsx';
import { useCompare, useComparison, useCompareState, useDrawnMoment } from './compare-context.ts';
import { useSidePicture } from './side-picture.ts';
import { useSideTellers } from './use-side-tellers.ts';
import type { MachinesNow } from './use-differences.ts';
import css from './side-machine.module.css';

interface SideMachineProps {
  readonly side: SideName;
  readonly now: MachinesNow;
}

/** One of the two machines, as the workbench draws it, with what differs marked. */
export function SideMachine({ now, side }: SideMachineProps) {
  const { name } = useComparison()[side];
  const beside = useMemo(
    () => ({ name, differing: markedKeys(now.differing, now[side].view) }),
    [name, now, side],
  );
  const props = useSidePicture(now, side);
  return (
    <section className={css['side']} aria-label={name} data-side={side}>
      <SideName side={side} />
      <div className={css['machine']}>
        <BesideContext value={beside}>
          <MachinePanel {...props} />
        </BesideContext>
      </div>
    </section>
  );
}

/** Its name, and what it did at this moment; leads to the workbench, where the cursor is. */
export function SideName({ side }: { readonly side: SideName }) {
  const comparison = useComparison();
  const tellers = useSideTellers();
  const { store } = useCompare();
  const position = useDrawnMoment();
  useCompareState((state) => state.selection);
  const { name, records } = comparison[side];
  const moment = comparison.moments[position - 1];
  const record = records[(moment?.[side] ?? 0) - 1];
  const link = sideLinkOf(store.getState(), side);
  return (
    <header className={css['name']}>
      <h2>
        <span aria-hidden="true">{side === 'left' ? '◧' : '◨'}</span> {name}
      </h2>
      <p className={css['did']} data-differs={isApart(moment?.mark) || undefined}>
        {record === undefined
          ? moment === undefined
            ? 'before the first step'
            : 'does nothing at this moment'
          : `${record.n}. ${tellers[side].short(record.n)}`}
      </p>
      {link !== null && (
        <a href={`#${encodeLink(link)}`} title="This machine alone, at this step" data-screen-only>
          open in the workbench
        </a>
      )}
    </header>
  );
}

function isApart(mark: string | undefined): boolean {
  return mark === 'left' || mark === 'right' || mark === 'step';
}
