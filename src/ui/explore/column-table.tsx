import { useWorkbenchState } from '../../state/workbench-context.ts';
import { columnFacts } from '../../view/explore/column-facts.ts';
import { ScrollRegion } from '../controls/scroll-region.tsx';
import { useExploreLine } from './use-litmus.ts';
import css from './column-table.module.css';

/** All kernels in one table: the verdict of each, and how large the search was. */
export function ColumnTable() {
  const { columns, comparison } = useExploreLine();
  const explored = useWorkbenchState((state) => state.explored);
  return (
    <section className={css['part']}>
      <ScrollRegion className={css['scroll']} label="Kernels">
        <table className={css['table']}>
          <thead>
            <tr>
              <th scope="col">kernel</th>
              <th scope="col">all interleavings</th>
              <th scope="col">size</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ key, title, mark, tone, text, selected }) => (
              <tr key={key} aria-current={selected || undefined}>
                <th scope="row">
                  <span className={css['mark']} data-tone={tone} aria-hidden="true">
                    {mark}
                  </span>{' '}
                  {title}
                </th>
                <td>{text}</td>
                <td className={css['size']}>{columnFacts(explored[key])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {comparison !== null && <p className={css['note']}>{comparison}</p>}
    </section>
  );
}
