import { Fragment } from 'react';
import type { CounterGroup, CounterRow } from '../../view/compare/counter-table.ts';
import type { Names } from './compare-context.ts';
import css from './counters.module.css';

interface CountersProps {
  readonly groups: readonly CounterGroup[];
  readonly names: Names;
}

/** All that can be counted, of both machines at the cursor. */
export function Counters({ groups, names }: CountersProps) {
  return (
    <table className={css['counters']} aria-label="Counted in both machines">
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col">◧ {names.left}</th>
          <th scope="col">◨ {names.right}</th>
          <th scope="col">◨ to ◧</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ key, rows, title }) => (
          <Fragment key={key}>
            <tr>
              <th scope="rowgroup" colSpan={4} className={css['group']}>
                {title}
              </th>
            </tr>
            {rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Row({ row: { left, more, name, right, same } }: { readonly row: CounterRow }) {
  return (
    <tr data-differs={same ? undefined : true}>
      <th scope="row">
        <span className={css['sign']} aria-hidden="true">
          {same ? '' : '≠'}
        </span>
        {name}
      </th>
      <td>{left}</td>
      <td>{right}</td>
      <td>
        {same ? (
          <>
            <span aria-hidden="true">=</span>
            <span className="visually-hidden">the same</span>
          </>
        ) : (
          more
        )}
      </td>
    </tr>
  );
}
