/** A schedule, run in one column of a scenario through the same session as the page's. */
import { assert, present } from '../base/assert.ts';
import type { StateView } from '../engine/state/readers.ts';
import { buildStateMap } from '../engine/state/state-map.ts';
import type { Choice } from '../protocol/run.ts';
import type { OpenedReply, RanReply, Reply, Request } from '../protocol/messages.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Session } from '../session/session.ts';
import { moveMirror, startMirror, viewOfMirror } from '../view/mirror/mirror.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { EngineCrash } from './engine-crash.ts';

export interface ReplayRun {
  readonly opened: OpenedReply;
  readonly ran: RanReply;
  /** Digest before the first step. */
  readonly startDigest: string;
  /** The cells after the last step. */
  readonly end: StateView;
}

export async function runSchedule(
  scenario: Scenario,
  { column, schedule }: { readonly column: string; readonly schedule: readonly Choice[] },
): Promise<ReplayRun> {
  const give = () => Promise.resolve({ ok: true, value: scenario } as const);
  const session = new Session({
    version: packageJson.version,
    loadScenario: give,
    parseScenario: give,
  });
  const source = { kind: 'shipped', id: scenario.info.id } as const;
  const opened = await ask(session, { type: 'open', source });
  assert(opened.type === 'opened', 'a scenario that was read can be opened');
  const ran = await ask(session, { type: 'run', column, schedule, recordsFrom: 0 });
  assert(ran.type === 'ran', 'a column that was looked up can be run');
  const start = present(opened.starts[column], 'an opened column has a start');
  const map = buildStateMap(opened.shape);
  const mirror = moveMirror(startMirror(start.cells), ran.records, ran.steps);
  return { opened, ran, startDigest: start.digest, end: viewOfMirror(map, mirror) };
}

async function ask(session: Session, request: Request): Promise<Reply> {
  const reply = await session.handle(request);
  if (reply.type === 'crashed') throw new EngineCrash(reply.message, reply.repro);
  return reply;
}
