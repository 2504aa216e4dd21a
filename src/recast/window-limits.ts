/** Windows that the model has no room for. Each reason says what would help. */
import type { Issue } from '../base/result.ts';
import { ACTORS_MAX, MEMSLOTS_MAX, OPERATIONS_MAX, VCPUS_MAX } from '../scenario/schema.ts';
import type { Trace } from '../trace/trace.ts';
import type { TraceWindow } from './facts.ts';
import type { ScenarioParts } from './write-scenario.ts';

export const GFNS_MAX = 8;
export const EVENTS_MAX = 100_000;
const GFN_LIMIT = 2 ** 32;

export function refuseWindow({ events }: Trace, window: TraceWindow): Issue | undefined {
  const { endEvent, firstEvent, gfns } = window;
  if (gfns.length === 0 || gfns.length > GFNS_MAX) {
    return issue('too-many-gfns', `There are ${gfns.length} gfns.`, `Name 1 to ${GFNS_MAX}.`);
  }
  if (gfns.some((gfn) => gfn >= GFN_LIMIT)) {
    return issue('gfn-limit', 'The model ends at gfn 2^32.', 'Take a lower gfn.');
  }
  if (firstEvent < 0 || endEvent <= firstEvent || endEvent > events.count) {
    const message = `Events ${firstEvent + 1} to ${endEvent} are no part of the trace.`;
    return issue('no-such-window', message, `It has events 1 to ${events.count}.`);
  }
  if (endEvent - firstEvent > EVENTS_MAX) {
    const message = `The window has ${endEvent - firstEvent} events.`;
    return issue('window-too-long', message, `Take at most ${EVENTS_MAX}: a race is short.`);
  }
  return undefined;
}

export function refuseParts({ actors, columns, slots }: ScenarioParts): readonly Issue[] {
  const vcpus = actors.filter(({ kind }) => kind === 'vcpu').length;
  const busiest = Math.max(0, ...actors.map(({ operations }) => operations.length));
  return [
    ...(columns.length === 0
      ? [issue('no-such-kernel', 'No modelled kernel has such SPTEs.', 'Choose another layout.')]
      : []),
    ...(actors.length === 0
      ? [
          issue(
            'nothing-happens',
            'Nothing that the window shows uses or changes these gfns.',
            'Take a longer window, or a gfn that its events name.',
          ),
        ]
      : []),
    ...tooMany('threads', { count: actors.length, max: ACTORS_MAX }),
    ...tooMany('vCPUs', { count: vcpus, max: VCPUS_MAX }),
    ...tooMany('operations of one thread', { count: busiest, max: OPERATIONS_MAX }),
    ...tooMany('memslots', { count: slots.length, max: MEMSLOTS_MAX }),
  ];
}

function tooMany(
  what: string,
  { count, max }: { readonly count: number; readonly max: number },
): readonly Issue[] {
  if (count <= max) return [];
  const message = `It would have ${count} ${what}; a scenario has ${max} at most.`;
  return [issue('too-many', message, 'Take a shorter window, or fewer gfns.')];
}

function issue(code: string, message: string, hint: string): Issue {
  return { code, path: '', message, hint };
}
