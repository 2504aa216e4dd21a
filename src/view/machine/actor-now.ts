/** What an actor is about to do: its operation, its program's step, and who called that program. */
import { readThread, type StateView } from '../../engine/state/readers.ts';
import type { ActorInfo, NextInfo, ProgramInfo, StepInfo } from '../../protocol/run.ts';

export interface CodePlace {
  readonly program: ProgramInfo;
  readonly step: StepInfo;
}

/** Every step of every program by its program counter. */
export function codePlaces(programs: readonly ProgramInfo[]): ReadonlyMap<number, CodePlace> {
  const known = placesOf.get(programs) ?? findPlaces(programs);
  placesOf.set(programs, known);
  return known;
}

/** They stay the same for as long as a scenario is open. */
const placesOf = new WeakMap<readonly ProgramInfo[], ReadonlyMap<number, CodePlace>>();

function findPlaces(programs: readonly ProgramInfo[]): ReadonlyMap<number, CodePlace> {
  return new Map(
    programs.flatMap((program) =>
      program.steps.map((step) => [step.pc, { program, step }] as const),
    ),
  );
}

export type ActorStatus =
  /** Has finished all its operations. */
  | 'done'
  /** Could move, as far as is known. */
  | 'ready'
  /** Cannot move now. */
  | 'waits';

export interface ActorNow {
  readonly actor: number;
  readonly title: string;
  readonly kind: ActorInfo['kind'];
  /** Its operation in words: `store gfn 0x205`; the last one when it is done. */
  readonly operation: string;
  readonly status: ActorStatus;
  /** The step it does next; null when it is done. */
  readonly at: CodePlace | null;
  /** Where the programs under way return to, outermost first. */
  readonly callers: readonly CodePlace[];
}

export interface ActorNowRequest {
  readonly view: StateView;
  readonly actors: readonly ActorInfo[];
  readonly places: ReadonlyMap<number, CodePlace>;
  readonly next: readonly NextInfo[] | null;
}

export function actorsNow(request: ActorNowRequest): ActorNow[] {
  return request.actors.map((info, actor) => actorNow(request, { info, actor }));
}

function actorNow(
  { next, places, view }: ActorNowRequest,
  { actor, info }: { actor: number; info: ActorInfo },
): ActorNow {
  const thread = readThread(view, actor);
  const at = places.get(thread.pc) ?? null;
  return {
    actor,
    title: info.title,
    kind: info.kind,
    operation: info.ops[Math.min(thread.op, info.ops.length - 1)] ?? '',
    status: statusOf({ pc: thread.pc, actor, next }),
    at,
    callers: thread.stack.flatMap((pc) => places.get(pc) ?? []),
  };
}

function statusOf({
  actor,
  next,
  pc,
}: {
  actor: number;
  next: readonly NextInfo[] | null;
  pc: number;
}): ActorStatus {
  if (pc === 0) return 'done';
  if (next === null) return 'ready';
  return next.some(({ choice }) => choice.actor === actor) ? 'ready' : 'waits';
}
