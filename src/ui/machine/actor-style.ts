import type { CSSProperties } from 'react';
import type { ActorInfo } from '../../protocol/run.ts';

/** Colours there are of each kind; more actors than that share them, and still have their names. */
const COLOURS = 4;

/** Sets `--actor`, the colour an actor has everywhere in the page. */
export function actorStyle(actors: readonly ActorInfo[], actor: number): CSSProperties {
  const kind = actors[actor]?.kind ?? 'host';
  const rank = actors.slice(0, actor).filter((other) => other.kind === kind).length;
  return { '--actor': `var(--actor-${kind}-${rank % COLOURS})` } as CSSProperties;
}
