/** The SPTE state machine of a kernel as a list of edges, to draw. */
import type { SpteKind } from '../engine/layout/spte-kind.ts';
import type { KernelVersion } from '../engine/layout/spte-layout.ts';
import { SPTE_STATES } from '../engine/spte-states/moves.ts';
import type { SpteEdge, SpteTransition } from '../engine/spte-states/transition.ts';
import { transitionsOf } from '../engine/spte-states/transitions.ts';
import { spteMachine } from './spte.machine.ts';

/** All edges of the machine, state by state. */
export function spteGraph(kernel: KernelVersion): readonly SpteEdge[] {
  const transitions = transitionsOf(kernel);
  const named = new Map(transitions.map((transition) => [transition.id, transition]));
  const machine = spteMachine(transitions);
  return SPTE_STATES.flatMap((from) =>
    [...(machine.states[from]?.transitions ?? [])].flatMap(([event, ways]) =>
      ways.flatMap(({ target }) => edgesTo(from, named.get(event), target)),
    ),
  );
}

function edgesTo(
  from: SpteKind,
  transition: SpteTransition | undefined,
  targets: readonly { readonly key: string }[] | undefined,
): readonly SpteEdge[] {
  if (transition === undefined) return [];
  const to = SPTE_STATES.find((state) => targets?.some(({ key }) => key === state));
  return to === undefined ? [] : [{ from, to, transition }];
}
