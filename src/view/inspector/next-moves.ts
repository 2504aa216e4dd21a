/** What may happen next to an SPTE, by the state machine: who may do what, and what it leads to. */
import { spteAdEnabled } from '../../engine/layout/predicates.ts';
import type { SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteEdge, SpteTransition } from '../../engine/spte-states/transition.ts';
import { kindWord } from '../spte/kind-words.ts';
import type { PictureInput } from '../spte/picture-input.ts';
import type { SelectedPicture } from './selected-spte.ts';

export interface NextMove {
  readonly key: string;
  /** `CPU`, `vCPU`, `host`. */
  readonly who: string;
  readonly title: string;
  /** States it may lead to, in words; `stays` if it changes bits only. */
  readonly to: string;
}

const WHO: Readonly<Record<SpteTransition['actor'], string>> = {
  cpu: 'CPU',
  vcpu: 'vCPU',
  host: 'host',
};

/** The edges that lead on from where the SPTE is, for one of its level, with or without A/D bits. */
export function edgesFrom(
  { layout, view }: Pick<PictureInput, 'layout' | 'view'>,
  { kind, level, spte }: Pick<SelectedPicture, 'kind' | 'level' | 'spte'>,
  graph: readonly SpteEdge[],
): readonly SpteEdge[] {
  const mirrored = view.map.shape.externalTable === true;
  const ad = spteAdEnabled(layout, spte) ? 'with' : 'without';
  const isLeaf = kind !== 'none' && kind !== 'mmio' && kind !== 'frozen' && kind !== 'nonleaf';
  return graph.filter(({ from, to, transition }) => {
    if (from !== kind || (level === 1 && (transition.large === true || to === 'nonleaf')))
      return false;
    if (transition.path === 'mirror' && !mirrored) return false;
    return !isLeaf || transition.ad === undefined || transition.ad === ad;
  });
}

/** One item per transition, with all the states it may lead to. */
export function nextMoves(edges: readonly SpteEdge[]): readonly NextMove[] {
  const transitions = [...new Set(edges.map(({ transition }) => transition))];
  return transitions.map((transition) => {
    const targets = edges.filter((edge) => edge.transition === transition);
    return {
      key: transition.id,
      who: WHO[transition.actor],
      title: transition.title,
      to: targets.map(({ from, to }) => stateWord(from, to)).join(', '),
    };
  });
}

function stateWord(from: SpteKind, to: SpteKind): string {
  return from === to ? 'stays' : kindWord(to);
}
