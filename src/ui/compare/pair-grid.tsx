import { memo } from 'react';
import type { PairCell, PairRow, PairSide } from '../../view/compare/spte-pair.ts';
import { BitPastButton } from '../inspector/bit-past-button.tsx';
import { FieldRow } from '../inspector/field-row.tsx';
import { useComparison, type Names } from './compare-context.ts';
import css from './pair-grid.module.css';

export type GoToStep = (side: PairSide, step: number) => void;

interface PairGridProps {
  readonly rows: readonly PairRow[];
  readonly names: Names;
  readonly goTo: GoToStep;
}

/** Sixteen bits a row, the left machine's over the right one's; a sign between them where they differ. */
export function PairGrid({ goTo, names, rows }: PairGridProps) {
  if (rows.length === 0) return null;
  return (
    <table className={css['grid']} aria-label="The 64 bits of both">
      {rows.map((row) => (
        <tbody key={row.key}>
          {row.otherFields !== null && <FieldRow spans={row.fields} />}
          <Bits row={row} side="left" name={names.left} goTo={goTo} />
          <tr aria-hidden="true" className={css['signs']}>
            <td />
            {row.cells.map(({ differs, key }) => (
              <td key={key}>{differs ? '≠' : ''}</td>
            ))}
            <td />
          </tr>
          <Bits row={row} side="right" name={names.right} goTo={goTo} />
          <FieldRow spans={row.otherFields ?? row.fields} />
        </tbody>
      ))}
    </table>
  );
}

interface BitsProps {
  readonly row: PairRow;
  readonly side: PairSide;
  readonly name: string;
  readonly goTo: GoToStep;
}

function Bits({ goTo, name, row, side }: BitsProps) {
  return (
    <tr>
      <th scope="row" className={css['end']}>
        <span className="visually-hidden">
          bits {row.high} to {row.low} in {name}
        </span>
        <span aria-hidden="true">{side === 'left' ? `◧${row.high}` : '◨'}</span>
      </th>
      {row.cells.map((cell) => (
        <Bit key={cell.key} cell={cell} side={side} goTo={goTo} />
      ))}
      <td aria-hidden="true" className={css['end']}>
        {side === 'left' ? row.low : ''}
      </td>
    </tr>
  );
}

interface BitProps {
  readonly cell: PairCell;
  readonly side: PairSide;
  readonly goTo: GoToStep;
}

const Bit = memo(function Bit({ cell, goTo, side }: BitProps) {
  const { actors } = useComparison().opened;
  const value = cell[side];
  const change = side === 'left' ? cell.leftChange : cell.rightChange;
  return (
    <td
      className={css['bit']}
      data-one={value === 1}
      data-differs={cell.differs}
      title={cell.label}
    >
      <span aria-hidden="true">{value ?? '–'}</span>
      {/* Both are told at once: a listener hears the difference, not two tables. */}
      {side === 'left' && <span className="visually-hidden">{cell.label}</span>}
      {change !== null && (
        <BitPastButton
          bit={cell.bit}
          change={change}
          actors={actors}
          onGoTo={(step) => goTo(side, step)}
        />
      )}
    </td>
  );
});
