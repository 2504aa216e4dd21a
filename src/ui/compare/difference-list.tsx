import {
  differenceGroups,
  type DifferenceGroup,
  type DifferenceRow,
} from '../../view/compare/difference-rows.ts';
import { useCompare, useComparison, useDrawnMoment, type Names } from './compare-context.ts';
import { useFirstRows } from './first-rows.tsx';
import type { MachinesNow } from './use-differences.ts';
import css from './difference-list.module.css';

interface ListProps {
  readonly now: MachinesNow;
  readonly names: Names;
}

/** What is not the same at the cursor, in words. */
export function DifferenceList({ names, now }: ListProps) {
  const { moments } = useComparison();
  const position = useDrawnMoment();
  const count = now.differing.length;
  const when = position === 0 ? 'At the beginning' : `After moment ${position}`;
  return (
    <>
      <h2 className={css['heading']}>
        {when}:{' '}
        {count === 0 ? 'no difference' : count === 1 ? '1 difference' : `${count} differences`}
      </h2>
      {count === 0 && (
        <p className={css['none']}>
          {names.left} and {names.right} agree in everything.
        </p>
      )}
      {differenceGroups(now.differing, { moments, position }).map((group) => (
        <Group key={group.key} group={group} names={names} />
      ))}
    </>
  );
}

function Group({ group, names }: { readonly group: DifferenceGroup; readonly names: Names }) {
  const { more, rows } = useFirstRows(group.rows, group.title);
  return (
    <div className={css['group']}>
      <h3>{group.title}</h3>
      <ul>
        {rows.map((row) => (
          <Row key={row.key} row={row} names={names} />
        ))}
      </ul>
      {more}
    </div>
  );
}

function Row({ names, row }: { readonly row: DifferenceRow; readonly names: Names }) {
  const { actions } = useCompare();
  const { left, right, since, subject } = row;
  return (
    <li className={css['row']}>
      <span className={css['sign']} aria-hidden="true">
        ≠
      </span>
      <div>
        <p className={css['subject']}>{subject}</p>
        <dl className={css['values']}>
          <dt>
            <span aria-hidden="true">◧</span> {names.left}
          </dt>
          <dd>{left}</dd>
          <dt>
            <span aria-hidden="true">◨</span> {names.right}
          </dt>
          <dd>{right}</dd>
        </dl>
      </div>
      {since > 0 ? (
        <button
          type="button"
          className={css['since']}
          title={`Go to moment ${since}, when it began`}
          onClick={() => actions.goTo(since)}
        >
          since {since}
        </button>
      ) : (
        <span className={css['since']}>from the start</span>
      )}
    </li>
  );
}
