import { useMemo } from 'react';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { ColumnInfo } from '../../protocol/scenario-info.ts';
import { flushTableModel } from '../../view/story/flush-table.ts';
import css from './flush-table.module.css';

export interface FlushTableProps {
  readonly columns: readonly Pick<ColumnInfo, 'id' | 'title' | 'flags'>[];
  readonly layout: SpteLayout;
}

/** Who flushes for which update: the rule that the columns differ in. Loaded by the one story it is for. */
export default function FlushTable({ columns, layout }: FlushTableProps) {
  const model = useMemo(() => flushTableModel(columns, layout), [columns, layout]);
  if (model === null) return null;
  return (
    <table className={css['table']}>
      <caption>Which update of an entry flushes at once</caption>
      <thead>
        <tr>
          <th scope="col">from</th>
          <th scope="col">to</th>
          {model.columns.map(({ id, title }) => (
            <th key={id} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {model.rows.map((row) => (
          <tr key={row.key}>
            <td>{row.old}</td>
            <td>{row.new}</td>
            {row.flushes.map((flushes, column) => (
              <td key={model.columns[column]?.id} data-flushes={flushes}>
                {flushes ? 'flush' : 'no'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
