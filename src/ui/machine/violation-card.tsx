import {
  violationCard,
  type EvidenceRow,
  type ViolationRequest,
} from '../../view/machine/violation-card.ts';
import { LetterRow } from './letter-row.tsx';
import styles from './violation-card.module.css';

export interface ViolationCardProps {
  readonly about: ViolationRequest;
  readonly otherColumn: { readonly id: string; readonly title: string } | null;
  readonly onGoTo: (step: number) => void;
  readonly onSwitchColumn: () => void;
}

/** What went wrong, as the three values that tell it. Loaded late: a story does not begin with it. */
export default function ViolationCard({
  about,
  onGoTo,
  onSwitchColumn,
  otherColumn,
}: ViolationCardProps) {
  const card = violationCard(about);
  return (
    <section className={styles['card']} aria-label={`Violation of ${card.property}: ${card.title}`}>
      <header className={styles['header']}>
        <h3 className={styles['title']}>
          <span aria-hidden="true">✗ </span>
          {card.title}
        </h3>
        <div className={styles['actions']} data-screen-only>
          {otherColumn !== null && (
            <button type="button" className={styles['primary']} onClick={onSwitchColumn}>
              same schedule, {otherColumn.title} <span aria-hidden="true">▸</span>
            </button>
          )}
          {card.rows.length === 0 && (
            <button type="button" onClick={() => onGoTo(card.step)}>
              go to step {card.step}
            </button>
          )}
        </div>
      </header>
      <p className={styles['text']} title={card.text}>
        {card.text}{' '}
        <span className={styles['sentence']}>
          <b>{card.property}</b> {card.sentence}
        </span>
      </p>
      {card.rows.length > 0 && <Evidence rows={card.rows} onGoTo={onGoTo} />}
    </section>
  );
}

interface EvidenceProps {
  readonly rows: readonly EvidenceRow[];
  readonly onGoTo: (step: number) => void;
}

function Evidence({ onGoTo, rows }: EvidenceProps) {
  return (
    <dl className={styles['evidence']} aria-label="The three values">
      {rows.map((row) => (
        <div key={row.key}>
          <dt>{row.name}</dt>
          <dd className={styles['hex']}>{row.hex}</dd>
          <dd>
            <LetterRow letters={row.letters} />
          </dd>
          <dd className={styles['source']}>
            {row.source}
            {row.step !== null && (
              <>
                {', '}
                <button type="button" onClick={() => onGoTo(row.step ?? 0)}>
                  step {row.step}
                </button>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
