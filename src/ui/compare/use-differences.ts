/** The two machines at the cursor, and what they differ in: computed once for all who show it. */
import { useMemo, useState } from 'react';
import type { StepRecord } from '../../protocol/run.ts';
import type { Comparison, SideName } from '../../state/compare/compare-state.ts';
import { doneAt } from '../../state/compare/compare-selectors.ts';
import { CountersAlong, type CounterGroup } from '../../view/compare/counter-table.ts';
import type { FactPair } from '../../view/compare/differences.ts';
import { FactsAlong, type MachineAt } from '../../view/compare/facts-along.ts';
import { codePlaces } from '../../view/machine/actor-now.ts';
import { moveMirror, startMirror, viewOfMirror, type Mirror } from '../../view/mirror/mirror.ts';

export interface SideNow extends MachineAt {
  readonly done: number;
}

export interface MachinesNow {
  readonly left: SideNow;
  readonly right: SideNow;
  /** Every fact, and those that are not the same. */
  readonly pairs: readonly FactPair[];
  readonly differing: readonly FactPair[];
  readonly counters: readonly CounterGroup[];
}

export function useMachinesNow(comparison: Comparison, position: number): MachinesNow {
  const places = useMemo(() => codePlaces(comparison.opened.programs), [comparison]);
  const left = useSide(comparison, { side: 'left', done: doneAt(comparison, position, 'left') });
  const right = useSide(comparison, { side: 'right', done: doneAt(comparison, position, 'right') });
  const { counters, facts } = useAlong(comparison);
  return useMemo(() => {
    const { actors } = comparison.opened;
    const input = (now: SideView, side: SideName): SideNow => ({
      ...now,
      actors,
      places,
      layout: comparison[side].layout,
    });
    const [mine, theirs] = [input(left, 'left'), input(right, 'right')];
    const pairs = facts.pairsAt(mine, theirs);
    return {
      left: mine,
      right: theirs,
      pairs,
      differing: pairs.filter(({ same }) => !same),
      counters: counters.at(mine, theirs),
    };
  }, [comparison, counters, facts, places, left, right]);
}

type SideView = Pick<SideNow, 'view' | 'pages' | 'done'>;

interface Along {
  readonly comparison: Comparison;
  readonly facts: FactsAlong;
  readonly counters: CountersAlong;
}

function useAlong(comparison: Comparison): Along {
  const create = (): Along => ({
    comparison,
    facts: new FactsAlong(),
    counters: new CountersAlong(),
  });
  const [along, setAlong] = useState(create);
  if (along.comparison === comparison) return along;
  const anew = create();
  setAlong(anew);
  return anew;
}

/** From the moment looked at last only the steps between are applied. */
function useSide(
  comparison: Comparison,
  { done, side }: { side: SideName; done: number },
): SideView {
  const [mirrorAt] = useState(createMirrorAt);
  const { cells, records } = comparison[side];
  const { map } = comparison.opened;
  return useMemo(() => {
    const mirror = mirrorAt({ cells, records }, done);
    return { view: viewOfMirror(map, mirror), pages: mirror.pages, done };
  }, [mirrorAt, cells, done, map, records]);
}

type Run = Pick<Comparison['left'], 'cells' | 'records'>;

function createMirrorAt(): (run: Run, done: number) => Mirror {
  let last: { readonly records: readonly StepRecord[]; readonly mirror: Mirror } | null = null;
  return ({ cells, records }, done) => {
    const known = last?.records === records ? last.mirror : startMirror(cells);
    const mirror = moveMirror(known, records, done);
    last = { records, mirror };
    return mirror;
  };
}
