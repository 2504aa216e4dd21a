import { memo } from 'react';
import { fillGaps, type BitCell, type BitRow } from '../../view/inspector/bit-grid.ts';
import type { ActorInfo } from '../../protocol/run.ts';
import type { BitChange } from '../../view/inspector/bit-changes.ts';
import { actorStyle } from '../machine/actor-style.ts';
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
          <tr aria-hidden="true">
            <td />
            {fillGaps(row.spans).map((span) => (
              <td
                key={span.key}
                colSpan={span.width}
                className={styles['field']}
                data-changed={span.changed}
                data-empty={span.label === ''}
                title={span.title}
              >
                <span>{span.label}</span>
              </td>
            ))}
            <td />
          </tr>
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
      {change !== undefined && (
        <Past bit={cell.bit} change={change} actors={actors ?? []} onGoTo={onGoTo} />
      )}
    </td>
  );
});

interface PastProps extends Pick<BitProps, 'onGoTo'> {
  readonly bit: number;
  readonly change: BitChange;
  readonly actors: BitPast['actors'];
}

/** Not in the order of Tab: the history below leads to the same steps, with fewer stops. */
function Past({ actors, bit, change, onGoTo }: PastProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles['past']}
      style={actorStyle(actors, change.actor)}
      title={`bit ${bit}: ${change.text}; go there`}
      aria-label={`bit ${bit} was ${change.text}: go there`}
      onClick={() => onGoTo?.(change.step)}
    />
  );
}
