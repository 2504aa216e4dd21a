import { useEffect, useState } from 'react';
import type { StepNeed } from '../../protocol/explore.ts';
import { selectRecords, selectViolation } from '../../state/run-selectors.ts';
import { useActions, useWorkbenchState } from '../../state/workbench-context.ts';
import { needsWords } from '../../view/explore/needs-words.ts';
import { actorStyle } from '../machine/actor-style.ts';
import css from './needed-steps.module.css';

const NOBODY: readonly never[] = [];

/** Why each step up to the violation on screen is needed for it: found by trying without. */
export function NeededSteps() {
  const violation = useWorkbenchState(selectViolation);
  const records = useWorkbenchState(selectRecords);
  const actors = useWorkbenchState(({ opened }) => opened?.actors ?? NOBODY);
  const actions = useActions();
  const needs = useNeeds();
  if (violation === null) return null;
  return (
    <section className={css['part']}>
      <h3 className={css['heading']}>
        Why each step is needed for {violation.property}, {violation.title}
      </h3>
      {needs === null && <p className={css['note']}>Trying without each of them …</p>}
      <ol className={css['list']}>
        {needsWords({ needs: needs ?? [], records, actors }).map(
          ({ key, step, steps, actor, reasons }) => (
            <li key={key} className={css['need']} style={actorStyle(actors, actor)}>
              <button
                type="button"
                className={css['steps']}
                onClick={() => void actions.goTo(step)}
              >
                {steps}
              </button>
              {reasons.map((reason) => (
                <p key={reason}>{reason}</p>
              ))}
            </li>
          ),
        )}
      </ol>
    </section>
  );
}

/** Null while they are being found out. */
function useNeeds(): readonly StepNeed[] | null {
  const explorer = useWorkbenchState((state) => state.explorer);
  const violation = useWorkbenchState(selectViolation);
  const [found, setFound] = useState<{ of: unknown; needs: readonly StepNeed[] } | null>(null);
  useEffect(() => {
    let wanted = true;
    if (violation === null || explorer === null) return undefined;
    void explorer.explainNeeds().then((needs) => {
      if (wanted && needs !== null) setFound({ of: violation, needs });
    });
    return () => {
      wanted = false;
    };
  }, [explorer, violation]);
  return found !== null && found.of === violation ? found.needs : null;
}
