import { useEffect, useMemo, useRef, useState } from 'react';
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';
import { MARK_WORDS } from '../../view/timeline/mark-words.ts';
import { Button } from '../controls/button.tsx';
import { showWithin } from '../controls/show-within.ts';
import { actorStyle } from '../machine/actor-style.ts';
import { useRunTeller } from './use-run-teller.ts';
import css from './step-list.module.css';

interface StepListProps {
  readonly records: readonly StepRecord[];
  readonly actors: readonly ActorInfo[];
  readonly position: number;
  readonly onGoTo: (step: number) => void;
}

/** Rows shown around the position; a run of thousands would make a table too long to be of use. */
const ROWS = 100;

/** The run as text: what the lanes show, and each step in a sentence. */
export default function StepList({ records, actors, position, onGoTo }: StepListProps) {
  const [centre, setCentre] = useState(position);
  const outside = Math.abs(position - centre) > ROWS / 2;
  const middle = outside ? position : centre;
  const from = Math.max(0, Math.min(middle - ROWS / 2, records.length - ROWS));
  const to = Math.min(records.length, from + ROWS);
  const teller = useRunTeller();
  const told = useMemo(
    () => records.slice(from, to).map(({ n }) => teller?.short(n) ?? ''),
    [teller, records, from, to],
  );
  return (
    <div className={css['scroll']} role="region" aria-label="Steps of the run">
      {from > 0 && <Button onClick={() => setCentre(from)}>Earlier steps</Button>}
      <table className={css['table']}>
        <caption className="visually-hidden">Steps of the run</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Actor</th>
            <th scope="col">Access</th>
            <th scope="col">What it did</th>
            <th scope="col">In</th>
          </tr>
        </thead>
        <tbody>
          {records.slice(from, to).map((record, i) => (
            <Row
              key={record.n}
              record={record}
              words={told[i] ?? ''}
              actors={actors}
              current={record.n === position}
              onGoTo={onGoTo}
            />
          ))}
        </tbody>
      </table>
      {to < records.length && <Button onClick={() => setCentre(to)}>Later steps</Button>}
    </div>
  );
}

interface RowProps {
  readonly record: StepRecord;
  /** What it did, for somebody who does not read pseudo-code. */
  readonly words: string;
  readonly actors: readonly ActorInfo[];
  readonly current: boolean;
  readonly onGoTo: (step: number) => void;
}

function Row({ record, words, actors, current, onGoTo }: RowProps) {
  const { n, choice, access, text, fn, violations } = record;
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    const { current: element } = row;
    if (current && element !== null) showWithin(element, element.closest('[role="region"]'));
  }, [current]);
  return (
    <tr
      ref={row}
      aria-current={current ? 'step' : undefined}
      style={actorStyle(actors, choice.actor)}
    >
      <td>
        <button type="button" className={css['go']} onClick={() => onGoTo(n)}>
          {n}
        </button>
      </td>
      <td className={css['actor']}>{actors[choice.actor]?.title}</td>
      <td>{MARK_WORDS[access]}</td>
      <td>
        {words}
        <span className={css['code']}>{text}</span>
        {violations.map(({ property, title }) => (
          <strong key={property} className={css['violation']}>
            {' '}
            ✗ {property}: {title}
          </strong>
        ))}
      </td>
      <td className={css['fn']}>{fn}</td>
    </tr>
  );
}
