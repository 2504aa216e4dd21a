/**
 * The SPTE state machine: what may happen to one SPTE of a layout, as a machine to draw and to walk.
 * Its states and transitions are the engine's table; an event names a row and where it leads, because
 * a fault may map a page in more than one way.
 */
import { setup } from 'xstate';
import type { SpteKind } from '../engine/layout/spte-kind.ts';
import { SPTE_STATES } from '../engine/spte-states/moves.ts';
import type { SpteTransition } from '../engine/spte-states/transition.ts';

export interface SpteEvent {
  /** Id of a transition. */
  readonly type: string;
  readonly to: SpteKind;
}

/** Every event of these transitions, from whatever state. */
export function spteEvents(transitions: readonly SpteTransition[]): readonly SpteEvent[] {
  return transitions.flatMap(({ id, moves }) =>
    [...new Set(Object.values(moves).flat())].map((to) => ({ type: id, to })),
  );
}

/** The machine of these transitions: all of them, or those of one layout (`transitionsOf`). */
export function spteMachine(transitions: readonly SpteTransition[]) {
  return setup({
    types: { events: {} as SpteEvent },
    guards: { leadsTo: ({ event }, { to }: { to: SpteKind }) => event.to === to },
  }).createMachine({
    id: 'spte',
    initial: 'none',
    states: Object.fromEntries(
      SPTE_STATES.map((state) => [state, { on: eventsFrom(state, transitions) }]),
    ),
  });
}

function eventsFrom(state: SpteKind, transitions: readonly SpteTransition[]) {
  const leaving = transitions.filter(({ moves }) => (moves[state] ?? []).length > 0);
  return Object.fromEntries(
    leaving.map((transition) => [
      transition.id,
      (transition.moves[state] ?? []).map((to) => ({
        target: to,
        guard: { type: 'leadsTo' as const, params: { to } },
        meta: transition,
        description: transition.title,
      })),
    ]),
  );
}
