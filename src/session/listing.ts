/** The programs and the actors of a machine, as the page lists them. */
import { operationText } from '../engine/programs/operation.ts';
import type { ProgramSet } from '../engine/programs/program-set.ts';
import type { ActorConfig } from '../engine/machine-config.ts';
import type { ActorInfo, ProgramInfo } from '../protocol/run.ts';

export function programListing({ programs }: ProgramSet): ProgramInfo[] {
  return programs.map(({ id, models, version, steps }) => ({
    id,
    models,
    version,
    steps: steps.map(({ pc, label, fn, code, local }) => ({
      pc,
      label,
      fn,
      code,
      local: local === true,
    })),
  }));
}

export function actorListing(actors: readonly ActorConfig[]): ActorInfo[] {
  return actors.map(({ id, title, kind, operations }) => ({
    id,
    title,
    kind,
    ops: operations.map(operationText),
  }));
}
