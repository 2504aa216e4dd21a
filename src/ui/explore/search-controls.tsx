import { useId, useState } from 'react';
import { USUAL_BOUNDS } from '../../machines/exploration-events.ts';
import type { ExplorationBounds } from '../../protocol/explore.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { boundsChoices, progressFacts } from '../../view/explore/search-facts.ts';
import { Button, selectClass } from '../controls/button.tsx';
import { useExploreLine } from './use-litmus.ts';
import css from './search-controls.module.css';

/** What the search is doing, how far it may go, and what to tell it. */
export function SearchControls() {
  const explorer = useWorkbenchState((state) => state.explorer);
  const phase = useWorkbenchState(({ explorationPhase }) => explorationPhase);
  const [bounds, setBounds] = useState(USUAL_BOUNDS);
  const { scope } = useExploreLine();
  const busy = phase === 'exploring' || phase === 'paused';
  return (
    <section className={css['controls']} aria-label="Search">
      <div className={css['acts']}>
        {phase === 'paused' ? (
          <Button look="primary" onClick={() => explorer?.send({ type: 'resume' })}>
            Resume
          </Button>
        ) : (
          <Button
            disabled={phase !== 'exploring'}
            onClick={() => explorer?.send({ type: 'pause' })}
          >
            Pause
          </Button>
        )}
        <Button disabled={!busy} onClick={() => explorer?.send({ type: 'cancel' })}>
          Cancel
        </Button>
        <Button
          disabled={busy || explorer === null}
          onClick={() => explorer?.send({ type: 'explore', bounds })}
        >
          Search again
        </Button>
        <p className={css['scope']}>{scope}</p>
      </div>
      {(busy || phase === 'stopping') && <Progress />}
      <Bounds bounds={bounds} onBounds={setBounds} />
    </section>
  );
}

function Progress() {
  const search = useWorkbenchState((state) => state.search);
  const paused = useWorkbenchState(({ explorationPhase }) => explorationPhase === 'paused');
  const progress = search?.progress ?? null;
  if (search === null || progress === null) return null;
  const facts = progressFacts(progress, paused ? null : search.statesPerSecond);
  return (
    <dl className={css['facts']} aria-label="Progress">
      {facts.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

interface BoundsProps {
  readonly bounds: ExplorationBounds;
  readonly onBounds: (bounds: ExplorationBounds) => void;
}

function Bounds({ bounds, onBounds }: BoundsProps) {
  return (
    <div
      className={css['bounds']}
      role="group"
      aria-label="Search no further than"
      data-screen-only
    >
      {boundsChoices(bounds).map((choice) => (
        <BoundSelect key={choice.name} choice={choice} bounds={bounds} onBounds={onBounds} />
      ))}
    </div>
  );
}

interface BoundSelectProps extends BoundsProps {
  readonly choice: ReturnType<typeof boundsChoices>[number];
}

function BoundSelect({ choice, bounds, onBounds }: BoundSelectProps) {
  const id = useId();
  const { name, title, value, options } = choice;
  return (
    <span className={css['bound']}>
      <label htmlFor={id}>{title}</label>
      <select
        id={id}
        className={selectClass}
        value={value}
        onChange={({ target }) => onBounds({ ...bounds, [name]: Number(target.value) })}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </span>
  );
}
