import type { CSSProperties } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';

/** Colours there are of each kind; more actors than that share them, and still have their names. */
const COLOURS = 4;

/** The same without colour: how the edge of a card and the line of a lane are drawn. */
const EDGES = ['solid', 'dashed', 'dotted', 'double'];
const DASHES = {
  vcpu: ['none', '12 4', '3 4', '12 4 3 4'],
  host: ['30 4', '20 4 20 10', '7 7', '20 4 3 4 3 4'],
};

/** Sets `--actor`, the colour an actor has everywhere in the page, and `--actor-edge` and `--actor-dash`. */
export function actorStyle(actors: readonly ActorInfo[], actor: number): CSSProperties {
  const kind = actors[actor]?.kind ?? 'host';
  const rank = actors.slice(0, actor).filter((other) => other.kind === kind).length;
  const place = rank % COLOURS;
  return {
    '--actor': `var(--actor-${kind}-${place})`,
    '--actor-edge': EDGES[place],
    '--actor-dash': DASHES[kind][place],
  } as CSSProperties;
}
