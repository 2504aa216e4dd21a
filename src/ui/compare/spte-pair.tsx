import { momentOfStep } from '../../state/compare/compare-selectors.ts';
import type { BitChange } from '../../view/inspector/bit-changes.ts';
import {
  sptePair,
  type PairField,
  type PairSide,
  type PairedSpte,
  type SptePair as Model,
} from '../../view/compare/spte-pair.ts';
import { useCompare, useComparison, useCompareState, type Names } from './compare-context.ts';
import { PairGrid, type GoToStep } from './pair-grid.tsx';
import { useSidePicture } from './side-picture.ts';
import type { MachinesNow } from './use-differences.ts';
import css from './spte-pair.module.css';

interface SptePairProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

/** The selected SPTE in both machines: bits over bits, and who made them what they are. */
export function SptePair({ names, now }: SptePairProps) {
  const selection = useCompareState((state) => state.selection);
  const left = useSidePicture(now, 'left');
  const right = useSidePicture(now, 'right');
  const goTo = useGoToStep();
  if (selection === null) return <p>Select an SPTE in either machine.</p>;
  const pair = sptePair(selection, {
    left: { name: names.left, input: left },
    right: { name: names.right, input: right },
  });
  return (
    <>
      <h2 className={css['heading']}>
        {pair.title}:{' '}
        {pair.differing === 0
          ? 'the same bits'
          : `${pair.differing} ${pair.differing === 1 ? 'bit differs' : 'bits differ'}`}
      </h2>
      <Side side="left" spte={pair.left} goTo={goTo} />
      <Side side="right" spte={pair.right} goTo={goTo} />
      <Fields pair={pair} names={names} goTo={goTo} />
      <PairGrid rows={pair.rows} names={names} goTo={goTo} />
      {pair.fieldsMoved && (
        <p className={css['note']}>
          The two kernels lay out their SPTEs differently: a bit above another may mean something
          else. Fields are held against each other by what they mean.
        </p>
      )}
    </>
  );
}

function useGoToStep(): GoToStep {
  const comparison = useComparison();
  const { actions } = useCompare();
  return (side, step) => actions.goTo(momentOfStep(comparison, side, step));
}

const GLYPHS = { left: '◧', right: '◨' } as const;

interface SideProps {
  readonly side: PairSide;
  readonly spte: PairedSpte;
  readonly goTo: GoToStep;
}

function Side({ goTo, side, spte: { changed, hex, name, text } }: SideProps) {
  return (
    <p className={css['side']}>
      <span aria-hidden="true">{GLYPHS[side]}</span> <b>{name}</b>{' '}
      {hex !== '' && <span className={css['hex']}>{hex}</span>} {text}
      {changed !== null && (
        <>
          {', by '}
          <button type="button" onClick={() => goTo(side, changed.step)}>
            {changed.text}
          </button>
        </>
      )}
    </p>
  );
}

interface FieldsProps {
  readonly pair: Model;
  readonly names: Names;
  readonly goTo: GoToStep;
}

function Fields({ goTo, names, pair: { fields } }: FieldsProps) {
  if (fields.length === 0) return null;
  return (
    <table className={css['fields']} aria-label="Fields that differ">
      <thead>
        <tr>
          <th scope="col">field</th>
          <th scope="col">◧ {names.left}</th>
          <th scope="col">◨ {names.right}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <Field key={field.key} field={field} goTo={goTo} />
        ))}
      </tbody>
    </table>
  );
}

function Field({ field, goTo }: { readonly field: PairField; readonly goTo: GoToStep }) {
  const { left, leftChange, name, right, rightChange } = field;
  return (
    <tr>
      <th scope="row">
        <span aria-hidden="true">≠ </span>
        {name}
      </th>
      <td>
        {left} <When change={leftChange} side="left" goTo={goTo} />
      </td>
      <td>
        {right} <When change={rightChange} side="right" goTo={goTo} />
      </td>
    </tr>
  );
}

interface WhenProps {
  readonly change: BitChange | null;
  readonly side: PairSide;
  readonly goTo: GoToStep;
}

function When({ change, goTo, side }: WhenProps) {
  if (change === null) return <span className={css['unchanged']}>from the start</span>;
  return (
    <button type="button" onClick={() => goTo(side, change.step)}>
      {change.text}
    </button>
  );
}
