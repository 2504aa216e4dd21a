/** The edges of a kernel's SPTE state machine, out of what was computed of all of them. */
import { present } from '../../base/assert.ts';
import type { KernelVersion } from '../../engine/layout/spte-layout.ts';
import type { SpteEdge, SpteGraph } from '../../engine/spte-states/transition.ts';
import { SPTE_TRANSITIONS } from '../../engine/spte-states/transitions.ts';

export function spteEdges(graph: SpteGraph, kernel: KernelVersion): readonly SpteEdge[] {
  return (graph[kernel] ?? []).map(([from, to, row]) => ({
    from,
    to,
    transition: present(SPTE_TRANSITIONS[row], 'an edge names a row of the table'),
  }));
}
