import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { sizeText, type LitmusCell, type LitmusRow } from '../../view/explore/litmus-table.ts';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import css from './litmus-rows.module.css';

interface LitmusRowsProps {
  readonly name: string;
  readonly rows: readonly LitmusRow[];
}

/** A row per property or outcome, a column per kernel; a cell leads to a run that shows it. */
export function LitmusRows({ name, rows }: LitmusRowsProps) {
  const columns = useWorkbenchState(({ opened }) => opened?.info.columns);
  return (
    <ScrollRegion className={css['scroll']} label={name}>
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">{name === 'Outcomes' ? 'outcome' : 'property'}</th>
            {columns?.map(({ id, title }) => (
              <th key={id} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} data-violating={row.violating}>
              <th scope="row" className={css['what']}>
                <Words row={row} />
              </th>
              {row.cells.map((cell) => (
                <td key={cell.key}>
                  <Cell cell={cell} row={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Words({ row: { ids, words } }: { readonly row: LitmusRow }) {
  return (
    <>
      {ids.map((id) => (
        <b key={id} className={css['id']}>
          {id}{' '}
        </b>
      ))}
      {words.map((word) => (
        <span key={word} className={css['fact']}>
          {word}{' '}
        </span>
      ))}
    </>
  );
}

function Cell({ cell, row }: { readonly cell: LitmusCell; readonly row: LitmusRow }) {
  const { word, detail, change, witness, column } = cell;
  const actions = useActions();
  const content = (
    <>
      <span className={css['word']}>{word}</span>
      {change !== null && <span className={css['change']}> {change}</span>}
      {detail !== '' && <span className={css['detail']}>{detail}</span>}
    </>
  );
  if (witness === null) return <span className={css['cell']}>{content}</span>;
  return (
    <button
      type="button"
      className={css['cell']}
      data-shown={row.violating}
      title={`Show a run to it: ${sizeText(witness)}`}
      onClick={() => void actions.showRun(witness.schedule, column)}
    >
      {content}
    </button>
  );
}
