import type { FlushTableModel } from '../../view/story/flush-table.ts';
import css from './flush-table.module.css';

/** Who flushes for which update: the rule that the columns differ in. */
export function FlushTable({ model }: { readonly model: FlushTableModel }) {
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
