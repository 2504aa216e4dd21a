import { departureText } from '../../view/compare/departure-text.ts';
import { actorTitle } from '../../view/spte/picture-input.ts';
import { useCompare, useComparison, type Names } from './compare-context.ts';
import { useFirstRows } from './first-rows.tsx';
import css from './difference-list.module.css';

/** Where a schedule could not be followed, why, and how it went on. */
export function DepartureList({ names }: { readonly names: Names }) {
  const { departures, opened } = useComparison();
  const { actions } = useCompare();
  const { more, rows } = useFirstRows(departures, 'departures');
  if (departures.length === 0) return null;
  const titleOf = (actor: number): string => actorTitle(opened.actors, actor);
  return (
    <details className={css['departures']} open={departures.length <= OPEN_MAX}>
      <summary>
        <b>
          {departures.length === 1
            ? 'The schedule is not followed in one place'
            : `The schedule is not followed in ${departures.length} places`}
        </b>
      </summary>
      <ol>
        {rows.map((departure) => (
          <li key={`${departure.side} ${departure.actor} ${departure.reason} ${departure.after}`}>
            <button type="button" onClick={() => actions.goTo(departure.after + 1)}>
              {departureText(departure, { names, titleOf })}
            </button>
          </li>
        ))}
      </ol>
      {more}
    </details>
  );
}

/** More than these are folded away. */
const OPEN_MAX = 2;
