import { useActions } from '../../state/workbench-context.ts';
import { useVerdicts } from './use-verdicts.ts';
import css from './column-switch.module.css';

/** One button per kernel, each with its verdict on the schedule on screen. */
export function ColumnSwitch() {
  const { columns } = useVerdicts();
  const actions = useActions();
  if (columns.length === 0) return null;
  return (
    <div className={css['switch']} role="group" aria-label="Kernel">
      {columns.map(({ key, title, mark, tone, text, selected }) => (
        <button
          key={key}
          type="button"
          className={css['column']}
          data-tone={tone}
          aria-pressed={selected}
          aria-label={`${title}: ${text}`}
          title={text}
          onClick={() => void actions.selectColumn(key)}
        >
          {title} <span aria-hidden="true">{mark}</span>
        </button>
      ))}
    </div>
  );
}
