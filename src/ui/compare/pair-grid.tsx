import { memo } from 'react';
import type { BitChange } from '../../view/inspector/bit-changes.ts';
import { fillGaps, type FieldSpan } from '../../view/inspector/bit-grid.ts';
import type { PairCell, PairRow, PairSide } from '../../view/compare/spte-pair.ts';
import { actorStyle } from '../machine/actor-style.ts';
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
          {row.otherFields !== null && <Fields spans={row.fields} />}
          <Bits row={row} side="left" name={names.left} goTo={goTo} />
          <tr aria-hidden="true" className={css['signs']}>
            <td />
            {row.cells.map(({ differs, key }) => (
              <td key={key}>{differs ? '≠' : ''}</td>
            ))}
            <td />
          </tr>
          <Bits row={row} side="right" name={names.right} goTo={goTo} />
          <Fields spans={row.otherFields ?? row.fields} />
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
      {change !== null && <Past bit={cell.bit} change={change} side={side} goTo={goTo} />}
    </td>
  );
});

interface PastProps extends Pick<BitProps, 'goTo' | 'side'> {
  readonly bit: number;
  readonly change: BitChange;
}

/** Not in the order of Tab: the list of fields leads to the same steps, with fewer stops. */
function Past({ bit, change, goTo, side }: PastProps) {
  const { actors } = useComparison().opened;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={css['past']}
      style={actorStyle(actors, change.actor)}
      title={`bit ${bit}: ${change.text}; go there`}
      aria-label={`bit ${bit} was ${change.text}: go there`}
      onClick={() => goTo(side, change.step)}
    />
  );
}

function Fields({ spans }: { readonly spans: readonly FieldSpan[] }) {
  return (
    <tr aria-hidden="true">
      <td />
      {fillGaps(spans).map(({ changed, key, label, title, width }) => (
        <td
          key={key}
          colSpan={width}
          className={css['field']}
          data-differs={changed}
          data-empty={label === ''}
          title={title}
        >
          <span>{label}</span>
        </td>
      ))}
      <td />
    </tr>
  );
}
