import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import type { OpenedTraceReply } from '../../protocol/trace.ts';
import { selectClass } from '../controls/button.tsx';
import css from './trace-header.module.css';

const AS_DETECTED = '';

/** What the SPTEs are written in: concluded from the trace, unless the reader knows better. */
export function FormatChoice({ opened }: { readonly opened: OpenedTraceReply }) {
  const { send } = useTrace();
  const { layout, rootLevel } = useTraceState((state) => state.choice);
  const busy = useTraceState(({ phase }) => phase === 'rebuilding');
  const choose = (choice: { layout?: string | null; rootLevel?: number | null }): void => {
    send({ type: 'choose', choice: { layout, rootLevel, ...choice } });
  };
  const { summary } = opened;
  return (
    <>
      <label className={css['choice']}>
        <span className="visually-hidden">Kernel and CPU whose SPTEs these are</span>
        <select
          className={selectClass}
          disabled={busy}
          value={layout ?? AS_DETECTED}
          onChange={({ target }) => choose({ layout: target.value || null })}
        >
          <option value={AS_DETECTED}>
            {layout === null ? `detected: ${summary.layout.id}` : 'as detected'}
          </option>
          {opened.layouts.map(({ id, title }) => (
            <option key={id} value={id}>
              {id}: {title}
            </option>
          ))}
        </select>
      </label>
      <label className={css['choice']}>
        <span className="visually-hidden">Levels of the page tables</span>
        <select
          className={selectClass}
          disabled={busy}
          value={rootLevel ?? AS_DETECTED}
          onChange={({ target }) =>
            choose({ rootLevel: target.value === AS_DETECTED ? null : Number(target.value) })
          }
        >
          <option value={AS_DETECTED}>
            {rootLevel === null ? `detected: ${summary.layout.rootLevel} levels` : 'as detected'}
          </option>
          <option value="4">4 levels</option>
          <option value="5">5 levels</option>
        </select>
      </label>
    </>
  );
}
