import { TRACE_KEYS } from '../trace/trace-keys.ts';
import css from './key-sheet.module.css';

/** Keys of the view of traces, which take the place of the workbench's there. */
export function TraceKeyRows() {
  return (
    <section>
      <h3 className={css['heading']}>In the view of traces</h3>
      <ul className={css['keys']}>
        {TRACE_KEYS.map(({ shown, title }) => (
          <li key={title} className={css['row']}>
            <span className={css['names']}>
              {shown.map((key) => (
                <kbd key={key} className={css['key']}>
                  {key}
                </kbd>
              ))}
            </span>
            <span>{title}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
