import { memo } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';
import type { HistoryItem } from '../../view/inspector/history-list.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { LetterRow } from '../machine/letter-row.tsx';
import { SectionHeading } from './section-heading.tsx';
import styles from './history-list.module.css';

export interface HistoryListProps {
  readonly items: readonly HistoryItem[];
  readonly actors: readonly ActorInfo[];
  readonly onGoTo: (step: number) => void;
}

/** Every step of the run that changed this SPTE. */
export const HistoryList = memo(function HistoryList(props: HistoryListProps) {
  const { actors, items, onGoTo } = props;
  return (
    <section aria-label="History of this SPTE">
      <SectionHeading part="history">History</SectionHeading>
      {items.length === 0 ? (
        <p className={styles['none']}>No step of this run changes it.</p>
      ) : (
        <ol className={styles['list']}>
          {items.map((item) => (
            <li key={item.key} style={actorStyle(actors, item.actor)}>
              <button
                type="button"
                className={styles['item']}
                data-when={item.when}
                aria-current={item.when === 'now' ? 'step' : undefined}
                onClick={() => onGoTo(item.step)}
              >
                <span className={styles['step']}>{item.step}</span>{' '}
                <span className={styles['who']}>
                  <b>{item.title}</b> {item.access}
                </span>{' '}
                <LetterRow letters={item.letters} />{' '}
                <span className={styles['word']}>
                  {item.word}
                  {item.lost.length > 0 && <b> {item.lost.join(' ')} lost</b>}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
});
