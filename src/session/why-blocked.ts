/** Why an actor cannot move, in words. */
import type { Machine } from '../engine/machine.ts';
import type { Choice } from '../protocol/run.ts';

function titleOf(machine: Machine, actor: number): string {
  return machine.config.actors[actor]?.title ?? `actor ${actor}`;
}

export function blockedText(machine: Machine, actor: number): string {
  const title = titleOf(machine, actor);
  if (machine.nextStep(actor) === null) return `${title} has finished`;
  return `${title} waits for ${machine.waitsFor(actor)}`;
}

export function whyNot(machine: Machine, { actor, variant }: Choice): string {
  if (actor >= machine.actorCount) return `there is no actor ${actor}`;
  if (machine.variants(actor) === 0) return blockedText(machine, actor);
  return `${titleOf(machine, actor)} has no alternative ${variant} here`;
}
