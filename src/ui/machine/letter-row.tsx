import { spokenChanges, type Letter } from '../../view/spte/letters.ts';
import styles from './letter-row.module.css';

export interface LetterRowProps {
  /** Closer together, for a narrow box. */
  readonly tight?: boolean;
  readonly letters: readonly (Letter & { readonly lost?: boolean })[];
}

/** Bits of an SPTE as letters: a dot is a clear bit, a struck letter one that was just cleared. */
export function LetterRow({ letters, tight = false }: LetterRowProps) {
  return (
    <span
      role="img"
      aria-label={spokenChanges(letters)}
      className={styles['letters']}
      data-tight={tight}
    >
      {letters.map((letter) => (
        <LetterMark key={letter.name} letter={letter} />
      ))}
    </span>
  );
}

function LetterMark({ letter }: { readonly letter: Letter & { readonly lost?: boolean } }) {
  const changed =
    letter.change === 'none' ? (letter.lost === true ? 'missed' : 'none') : letter.change;
  const shown = letter.set || letter.change !== 'none' ? letter.letter : '·';
  return (
    <span
      className={styles['letter']}
      data-set={letter.set}
      data-change={changed}
      data-at-stake={letter.atStake}
      data-wide={letter.letter.length > 1}
    >
      {shown}
    </span>
  );
}
