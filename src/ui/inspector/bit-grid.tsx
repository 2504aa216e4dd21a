import { memo } from 'react';
import type { BitCell, BitRow } from '../../view/inspector/bit-grid.ts';
import type { ActorInfo } from '../../protocol/run.ts';
import type { BitChange } from '../../view/inspector/bit-changes.ts';
import { BitPastButton } from './bit-past-button.tsx';
import { FieldRow } from './field-row.tsx';
import styles from './bit-grid.module.css';

/** Who changed which bit last, and how to go there; the decoder's value has no such past. */
export interface BitPast {
  readonly changes: ReadonlyMap<number, BitChange>;
  readonly actors: readonly ActorInfo[];
  readonly onGoTo: (step: number) => void;
}

interface BitGridProps {
  readonly rows: readonly BitRow[];
  readonly past?: BitPast;
}

/** Four rows of sixteen bits; where this step changed one, the old value stands above the new one. */
export function BitGrid({ past, rows }: BitGridProps) {
  return (
    <table className={styles['grid']} aria-label="The 64 bits">
      {rows.map((row) => (
        <tbody key={row.key}>
          <tr>
            <td aria-hidden="true" className={styles['end']}>
              {row.high}
            </td>
            {row.cells.map((cell) => (
              <Bit
                key={cell.key}
                cell={cell}
                change={past?.changes.get(cell.bit)}
                actors={past?.actors}
                onGoTo={past?.onGoTo}
              />
            ))}
            <td aria-hidden="true" className={styles['end']}>
              {row.low}
            </td>
          </tr>
          <FieldRow spans={row.spans} />
        </tbody>
      ))}
    </table>
  );
}

interface BitProps {
  readonly cell: BitCell;
  readonly change: BitChange | undefined;
  readonly actors: BitPast['actors'] | undefined;
  readonly onGoTo: BitPast['onGoTo'] | undefined;
}

const Bit = memo(function Bit({ actors, cell, change, onGoTo }: BitProps) {
  const changed = cell.change !== 'none';
  return (
    <td
      className={styles['bit']}
      data-change={cell.change}
      data-one={cell.value === 1}
      data-unused={cell.unused}
      title={cell.label}
    >
      <span aria-hidden="true" className={styles['old']}>
        {changed ? `${cell.old}↓` : ''}
      </span>
      <span role="img" aria-label={cell.label} className={styles['value']}>
        {cell.value}
      </span>
      {change !== undefined && onGoTo !== undefined && (
        <BitPastButton bit={cell.bit} change={change} actors={actors ?? []} onGoTo={onGoTo} />
      )}
    </td>
  );
});
