import { termsIn } from '../../view/story/glossary.ts';
import css from './words.module.css';

export interface WordsProps {
  readonly text: string;
}

/** What the words of a text mean. Loaded when somebody asks. */
export default function Words({ text }: WordsProps) {
  const terms = termsIn(text);
  if (terms.length === 0) return <p className={css['none']}>No words that need telling.</p>;
  return (
    <dl className={css['words']}>
      {terms.map(({ long, meaning, term }) => (
        <div key={term}>
          <dt>
            <dfn>{term}</dfn>
            {long !== undefined && <span className={css['long']}> {long}</span>}
          </dt>
          <dd>{meaning}.</dd>
        </div>
      ))}
    </dl>
  );
}
