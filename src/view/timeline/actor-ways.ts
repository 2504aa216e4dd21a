/** The step buttons: for each actor what it would do next, in which ways, or why it cannot. */
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
}

export interface ActorWay {
  readonly key: string;
  readonly choice: Choice;
  /** Name of the alternative when there are several. */
  readonly variant: string | null;
  readonly suggested: boolean;
}

export interface ActorWaysInput {
  readonly actors: readonly ActorInfo[];
  /** Null while the engine has not told: then nobody can move, without a reason. */
  readonly next: readonly NextInfo[] | null;
  readonly blocked: readonly BlockedInfo[];
  readonly suggestion: NextInfo | null;
}

export function actorWays({ actors, next, blocked, suggestion }: ActorWaysInput): ActorWays[] {
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
      })),
      code: own[0]?.code ?? null,
      fn: own[0]?.fn ?? null,
      reason: stop === undefined ? null : reasonOf(stop, title),
      suggested: suggestion?.choice.actor === actor,
    };
  });
}

/** The actor's name is on the button already. */
function reasonOf({ reason, text }: BlockedInfo, title: string): string {
  if (reason === 'finished') return 'done';
  return text.startsWith(`${title} `) ? text.slice(title.length + 1) : text;
}
