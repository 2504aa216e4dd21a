/** The step buttons: for each actor what it would do next, in which ways, or why it cannot. */
import type { HintDistance, WayHint } from '../../protocol/explore.ts';
import type { ActorInfo, BlockedInfo, Choice, NextInfo } from '../../protocol/run.ts';

export interface ActorWays {
  readonly key: string;
  readonly actor: number;
  readonly title: string;
  /** The digit that steps it; null beyond nine. */
  readonly digit: string | null;
  /** Ways to go on, the ordinary one first; empty when it cannot. */
  readonly ways: readonly ActorWay[];
  /** What it does next; null when it cannot move. */
  readonly code: string | null;
  readonly fn: string | null;
  /** Why it cannot: `done`, `waits for mmu_lock`. */
  readonly reason: string | null;
  /** What the schedule, or the story, does next. */
  readonly suggested: boolean;
  /** How far a violation is if it moves, by its nearest way; null when nobody asked. */
  readonly hint: HintDistance | null;
}

export interface ActorWay {
  readonly key: string;
  readonly choice: Choice;
  /** Name of the alternative when there are several. */
  readonly variant: string | null;
  readonly suggested: boolean;
  readonly hint: HintDistance | null;
}

export interface ActorWaysInput {
  readonly actors: readonly ActorInfo[];
  /** Null while the engine has not told: then nobody can move, without a reason. */
  readonly next: readonly NextInfo[] | null;
  readonly blocked: readonly BlockedInfo[];
  readonly suggestion: NextInfo | null;
  /** Of this very state; null when they are off. */
  readonly hints?: readonly WayHint[] | null;
}

export function actorWays(input: ActorWaysInput): ActorWays[] {
  const { actors, next, blocked, suggestion, hints = null } = input;
  return actors.map(({ id, title }, actor) => {
    const own = next?.filter(({ choice }) => choice.actor === actor) ?? [];
    const stop = blocked.find((info) => info.actor === actor);
    return {
      key: id,
      actor,
      title,
      digit: actor < 9 ? String(actor + 1) : null,
      ways: own.map(({ choice, variant }) => ({
        key: `${id}/${choice.variant}`,
        choice,
        variant,
        suggested: suggestion?.choice === choice,
        hint: hintOf(hints, choice),
      })),
      code: own[0]?.code ?? null,
      fn: own[0]?.fn ?? null,
      reason: stop === undefined ? null : reasonOf(stop, title),
      suggested: suggestion?.choice.actor === actor,
      hint: own.length === 0 ? null : nearest(own.map(({ choice }) => hintOf(hints, choice))),
    };
  });
}

/** The actor's name is on the button already. */
function reasonOf({ reason, text }: BlockedInfo, title: string): string {
  if (reason === 'finished') return 'done';
  return text.startsWith(`${title} `) ? text.slice(title.length + 1) : text;
}

function hintOf(hints: readonly WayHint[] | null, { actor, variant }: Choice): HintDistance | null {
  if (hints === null) return null;
  const hint = hints.find(({ choice }) => choice.actor === actor && choice.variant === variant);
  return hint?.distance ?? 'unknown';
}

/** A number if there is one; out of reach only if every way is. */
function nearest(all: readonly (HintDistance | null)[]): HintDistance | null {
  const steps = all.filter((distance) => typeof distance === 'number');
  if (steps.length > 0) return Math.min(...steps);
  return all.includes('unknown') ? 'unknown' : (all[0] ?? null);
}

/** What the button says: `violation in 2`. */
export function hintText(hint: HintDistance): string {
  if (hint === 'far') return 'safe';
  if (hint === 'unknown') return 'not known';
  return hint === 1 ? 'violates' : `violation in ${hint}`;
}
