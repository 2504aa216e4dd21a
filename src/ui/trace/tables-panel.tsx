import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import { entriesOnTheWay } from '../../view/trace/entry-text.ts';
import { grouped } from '../../view/trace/counted.ts';
import { selectClass } from '../controls/button.tsx';
import type { TablesReply } from '../../protocol/trace.ts';
import { TableStrips } from './table-strips.tsx';
import { useAsked } from './use-asked.ts';
import css from './cursor-panel.module.css';

/** The page tables just after the event at the cursor. */
export function TablesPanel() {
  const event = useTraceState((state) => state.cursor);
  const gfn = useTraceState((state) => state.gfn);
  const root = useTraceState((state) => state.root);
  const { reply } = useAsked<'tables'>({ type: 'tables', event, root, gfn });
  if (reply === null) return null;
  if (reply.root === null) return <p className={css['none']}>There are no page tables yet.</p>;
  return (
    <>
      <RootChoice {...reply} />
      <TableStrips {...reply} />
      <Way {...reply} />
    </>
  );
}

/** Several are alive at once after a memslot was deleted, and one per address space. */
function RootChoice({ root, roots }: TablesReply) {
  const { store } = useTrace();
  return (
    <label className={css['root']}>
      Root{' '}
      <select
        className={selectClass}
        value={root ?? ''}
        onChange={({ target }) => store.setState({ root: Number(target.value) })}
      >
        {roots.map(({ asId, current, root: id, valid }) => (
          <option key={id} value={id}>
            {id + 1}: address space {asId}
            {current ? ', current' : ''}
            {valid ? '' : ', being torn down'}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What a walk to the gfn reads. */
function Way({ strips }: TablesReply) {
  const layout = useTraceState(({ opened }) => opened?.layout ?? null);
  if (layout === null) return null;
  return (
    <table className={css['way']}>
      <caption>On the way from the root</caption>
      <thead>
        <tr>
          <th scope="col">level</th>
          <th scope="col">entry</th>
          <th scope="col">gfn</th>
          <th scope="col">SPTE</th>
          <th scope="col">state</th>
          <th scope="col">bits</th>
        </tr>
      </thead>
      <tbody>
        {entriesOnTheWay(strips, layout).map(({ bits, gfn, hex, index, level, state }) => (
          <tr key={level}>
            <th scope="row">{level}</th>
            <td>{grouped(index)}</td>
            <td>{gfn.toString(16)}</td>
            <td>{hex}</td>
            <td>{state ?? 'unknown'}</td>
            <td>{bits}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
