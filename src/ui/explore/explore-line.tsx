import { useActions } from '../../state/workbench-context.ts';
import type { LineColumn, LineTone } from '../../view/explore/explore-line.ts';
import { useExploreLine } from './use-litmus.ts';
import css from './explore-line.module.css';

/** With more columns than this, the sentence is of the selected one; the panel has all of them. */
const SENTENCES_MAX = 2;

const TITLES: Readonly<Record<LineTone, string>> = {
  violated: 'Show a shortest run to it',
  warned: 'Show a shortest run to it',
  unknown: 'Show a run to one of its outcomes',
  clean: 'Show a run to one of its outcomes',
  pending: 'Show the first run to it that was found',
};

/** What all interleavings of each kernel come to. */
export default function ExploreLine() {
  const { columns, comparison, scope, announcement } = useExploreLine();
  const shown =
    columns.length > SENTENCES_MAX ? columns.filter(({ selected }) => selected) : columns;
  return (
    <section className={css['line']} aria-label="Every interleaving">
      <p className={css['scope']}>{scope}</p>
      <ul className={css['list']}>
        {shown.map((column) => (
          <li key={column.key} className={css['column']} data-tone={column.tone}>
            <Sentence column={column} />
          </li>
        ))}
      </ul>
      {comparison !== null && <p className={css['comparison']}>{comparison}</p>}
      <p className="visually-hidden" role="status" aria-label="Exploration">
        {announcement}
      </p>
    </section>
  );
}

function Sentence({ column }: { readonly column: LineColumn }) {
  const { key, mark, title, text, witness, tone } = column;
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
  if (witness === null) return <span className={css['text']}>{content}</span>;
  return (
    <button
      type="button"
      className={css['text']}
      title={TITLES[tone]}
      onClick={() => void actions.showRun(witness.schedule, key)}
    >
      {content}
    </button>
  );
}
