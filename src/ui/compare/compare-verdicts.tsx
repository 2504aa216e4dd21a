import { useMemo } from 'react';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import type { SideName } from '../../state/compare/compare-state.ts';
import { momentOfStep } from '../../state/compare/compare-selectors.ts';
import { exploreLine } from '../../view/explore/explore-line.ts';
import { verdictModel } from '../../view/verdict/verdict-model.ts';
import { namesOf, useCompare, useComparison } from './compare-context.ts';
import css from './compare-verdicts.module.css';

const GLYPHS: Readonly<Record<SideName, string>> = { left: '◧', right: '◨' };

/** What each of them did on its run, and what all interleavings of both come to. */
export function CompareVerdicts() {
  const comparison = useComparison();
  const { actions } = useCompare();
  const { left, right } = comparison;
  const { columns } = useMemo(() => {
    const names = namesOf(comparison);
    const outcome = (side: SideName) => {
      const { violations } = comparison[side];
      return { id: side, title: names[side], run: { violations, stopped: null } };
    };
    const steps = Math.max(left.records.length, right.records.length);
    return verdictModel([outcome('left'), outcome('right')], { selected: 'left', steps });
  }, [comparison, left, right]);
  return (
    <section className={css['verdicts']} aria-label="Verdicts">
      <ul className={css['list']}>
        {columns.map(({ key, mark, step, text, title, tone }) => {
          const side = key === 'left' ? 'left' : 'right';
          return (
            <li key={key} className={css['verdict']} data-tone={tone} data-side={side}>
              <span aria-hidden="true">{GLYPHS[side]}</span>
              <b>{title}</b>
              <span className={css['mark']} aria-hidden="true">
                {mark}
              </span>
              {step === null ? (
                <span>{text}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => actions.goTo(momentOfStep(comparison, side, step))}
                >
                  {text}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <Everything />
    </section>
  );
}

/** What all interleavings come to, as far as they have been searched. */
function Everything() {
  const { opened, plan } = useComparison();
  const explored = useWorkbenchState((state) => state.explored);
  const search = useWorkbenchState((state) => state.search);
  const phase = useWorkbenchState(({ explorationPhase }) => explorationPhase);
  const line = useMemo(() => {
    const wanted = plan.left === plan.right ? [plan.left] : [plan.left, plan.right];
    const columns = wanted.flatMap((id) => opened.info.columns.find((one) => one.id === id) ?? []);
    const known = { explored, search, phase, selected: plan.left };
    // How far the search is concerns all kernels of the scenario.
    const { scope } = exploreLine({ columns: opened.info.columns, ...known });
    return { ...exploreLine({ columns, ...known }), scope };
  }, [opened, plan, explored, search, phase]);
  return (
    <p className={css['everything']}>
      <span>{line.scope}</span>
      {line.columns.map(({ key, mark, text, title, tone }) => (
        <span key={key} data-tone={tone}>
          <b>{title}</b>{' '}
          <span className={css['mark']} aria-hidden="true">
            {mark}
          </span>{' '}
          {text}
        </span>
      ))}
      {line.comparison !== null && <span>{line.comparison}</span>}
    </p>
  );
}
