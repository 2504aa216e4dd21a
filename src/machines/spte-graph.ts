/**
 * The SPTE state machine as a list of edges, to draw. Walked when the site is built, so that the page
 * needs no library for it.
 */
import type { SpteKind } from '../engine/layout/spte-kind.ts';
import type { KernelVersion } from '../engine/layout/spte-layout.ts';
import { LAYOUTS } from '../engine/layout/registry.ts';
import { SPTE_STATES } from '../engine/spte-states/moves.ts';
import type { SpteGraph } from '../engine/spte-states/transition.ts';
import { SPTE_TRANSITIONS, transitionsOf } from '../engine/spte-states/transitions.ts';
import { spteMachine } from './spte.machine.ts';

export function computeSpteGraph(): SpteGraph {
  const kernels = [...new Set(LAYOUTS.map(({ kernel }) => kernel))];
  return Object.fromEntries(kernels.map((kernel) => [kernel, edgesOf(kernel)]));
}

/** All edges of a kernel's machine, state by state. */
function edgesOf(kernel: KernelVersion): [SpteKind, SpteKind, number][] {
  const machine = spteMachine(transitionsOf(kernel));
  return SPTE_STATES.flatMap((from) =>
    [...(machine.states[from]?.transitions ?? [])].flatMap(([event, ways]) =>
      ways.flatMap(({ target }) => edgesTo(from, event, target?.[0]?.key)),
    ),
  );
}

function edgesTo(
  from: SpteKind,
  event: string,
  target: string | undefined,
): [SpteKind, SpteKind, number][] {
  const to = SPTE_STATES.find((state) => state === target);
  return to === undefined ? [] : [[from, to, SPTE_TRANSITIONS.findIndex(({ id }) => id === event)]];
}
