import { useActions } from '../../state/workbench-context.ts';
import type { ColumnVerdict } from '../../view/verdict/verdict-model.ts';
import { useVerdicts } from './use-verdicts.ts';
import css from './verdict-bar.module.css';

/** With more columns than this, sentences are for the selected one; the switch has the marks of all. */
const SENTENCES_MAX = 3;

/** What each kernel made of the schedule on screen, and of nothing else. */
export function VerdictBar() {
  const { columns, scope } = useVerdicts();
  const shown =
    columns.length > SENTENCES_MAX ? columns.filter(({ selected }) => selected) : columns;
  const violated = columns.some(({ tone }) => tone === 'violated');
  return (
    <section className={css['bar']} aria-label="Verdicts" data-violated={violated}>
      <ul className={css['list']}>
        {shown.map((verdict) => (
          <li key={verdict.key} className={css['verdict']} data-tone={verdict.tone}>
            <Verdict verdict={verdict} />
          </li>
        ))}
      </ul>
      {columns.length > 0 && <p className={css['scope']}>{scope}</p>}
    </section>
  );
}

function Verdict({ verdict }: { readonly verdict: ColumnVerdict }) {
  const { key, mark, title, text, step } = verdict;
  const actions = useActions();
  const content = (
    <>
      <span className={css['mark']} aria-hidden="true">
        {mark}
      </span>
      <span>
        <b>{title}:</b> {text}
      </span>
    </>
  );
  if (step === null) return <span className={css['text']}>{content}</span>;
  const goThere = async (): Promise<void> => {
    await actions.selectColumn(key);
    await actions.goTo(step);
  };
  return (
    <button
      type="button"
      className={css['text']}
      title={`Go to step ${step}`}
      onClick={() => void goThere()}
    >
      {content}
    </button>
  );
}
