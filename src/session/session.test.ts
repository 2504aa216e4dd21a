import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenedReply, RanReply, Reply } from '../protocol/messages.ts';
import type { Choice } from '../protocol/run.ts';
import type { Session } from './session.ts';
import { ZAP_SCRIPT, sceneSession } from './testing/scene-session.ts';

async function opened(session: Session): Promise<OpenedReply> {
  const reply = await session.handle({ type: 'open', source: { kind: 'shipped', id: 'scene' } });
  if (reply.type !== 'opened') throw new Error(`not opened: ${JSON.stringify(reply)}`);
  return reply;
}

function ran(reply: Reply): RanReply {
  if (reply.type !== 'ran') throw new Error(`not run: ${JSON.stringify(reply)}`);
  return reply;
}

const run = async (session: Session, column: string, schedule: readonly Choice[], from = 0) =>
  ran(await session.handle({ type: 'run', column, schedule, recordsFrom: from }));

test('the story ends in a P8 violation before, and in none after, on the same schedule', async () => {
  const session = sceneSession();
  await opened(session);
  const before = await run(session, 'before', ZAP_SCRIPT);
  expect(before.stopped).toBeNull();
  const [p8] = before.violations.filter((violation) => violation.property === 'P8');
  expect(p8).toMatchObject({ step: 14, actor: 1, lostBits: ['D'], setAt: 12, readAt: 7 });
  expect(p8?.text).toContain('zap overwrites a Dirty bit it has not seen');
  expect(p8?.text).toContain('SPTE of gfn 0x205 (PT 0x43[5]); lost: D');
  const after = await run(session, 'after', ZAP_SCRIPT);
  expect(after.stopped).toBeNull();
  expect(after.violations).toEqual([]);
  expect(after.records.map((record) => record.label)).toEqual(
    before.records.map((record) => record.label),
  );
});

test('each record says what its step did, and to which SPTE', async () => {
  const session = sceneSession();
  await opened(session);
  const { records } = await run(session, 'before', ZAP_SCRIPT);
  const texts = records.map((record) => record.text);
  expect(texts[7]).toBe('store gfn 0x205: TLB miss');
  expect(texts[11]).toMatch(
    /^the CPU's locked OR on the SPTE of gfn 0x205 .*RWX A·.*RWX AD.* caches the translation$/,
  );
  expect(texts[12]).toMatch(/retires on the TLB entry/);
  expect(texts[13]).toMatch(
    /^plain store to the SPTE .* its snapshot is stale: 0x[0-9a-f]+ \(RWX A·\)$/,
  );
  expect(texts[14]).toBe('the old value it knows is not dirty: tells the host nothing');
});

test('the diffs of the records lead from the first cells to the state of the digest', async () => {
  const session = sceneSession();
  const { starts } = await opened(session);
  const { records } = await run(session, 'before', ZAP_SCRIPT);
  const mirror = starts['before']?.cells.slice() ?? new Uint32Array();
  for (const { diff } of records) {
    for (let at = 0; at < diff.length; at += 3) {
      expect(mirror[diff[at] ?? -1]).toBe(diff[at + 1]);
      mirror[diff[at] ?? -1] = diff[at + 2] ?? 0;
    }
  }
  // Taking the whole run back must give the first state, so the mirror can be walked both ways.
  for (const { diff } of [...records].reverse()) {
    for (let at = diff.length - 3; at >= 0; at -= 3) mirror[diff[at] ?? -1] = diff[at + 1] ?? 0;
  }
  expect(mirror).toEqual(starts['before']?.cells);
});

test('a run does not depend on the runs before it: only the schedule counts', async () => {
  const choice = fc.record({ actor: fc.nat({ max: 1 }), variant: fc.constant(0) });
  const schedules = fc.array(fc.array(choice, { maxLength: 30 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(schedules, async (all) => {
      const session = sceneSession();
      await opened(session);
      let last: RanReply | null = null;
      for (const schedule of all) last = await run(session, 'before', schedule);
      const fresh = sceneSession();
      await opened(fresh);
      expect(last).toEqual(await run(fresh, 'before', all.at(-1) ?? []));
    }),
    { numRuns: 30 },
  );
});

test('only the records asked for come back', async () => {
  const session = sceneSession();
  await opened(session);
  const { records, steps } = await run(session, 'before', ZAP_SCRIPT, ZAP_SCRIPT.length - 2);
  expect(steps).toBe(ZAP_SCRIPT.length);
  expect(records.map((record) => record.n)).toEqual([23, 24]);
});

test('a schedule that cannot be followed stops, and says at which step and why', async () => {
  const session = sceneSession();
  await opened(session);
  const waiting: Choice[] = [...Array.from({ length: 7 }, () => ({ actor: 0, variant: 0 }))];
  const reply = await run(session, 'before', waiting);
  expect(reply).toMatchObject({ steps: 6, stopped: { step: 7, text: 'vCPU 0 has finished' } });
  expect(reply.blocked).toEqual([{ actor: 0, reason: 'finished', text: 'vCPU 0 has finished' }]);
  expect(reply.next.map((next) => next.choice.actor)).toEqual([1]);
  const odd = await run(session, 'before', [{ actor: 1, variant: 3 }]);
  expect(odd.stopped?.text).toBe('zap has no alternative 3 here');
  const nobody = await run(session, 'before', [{ actor: 9, variant: 0 }]);
  expect(nobody.stopped?.text).toBe('there is no actor 9');
});

test('bad requests are refused with what to do, and the session stays usable', async () => {
  const session = sceneSession();
  const early = await session.handle({
    type: 'run',
    column: 'before',
    schedule: [],
    recordsFrom: 0,
  });
  expect(early).toMatchObject({ type: 'refused', issues: [{ code: 'unknown-column' }] });
  const unknown = await session.handle({
    type: 'open',
    source: { kind: 'shipped', id: 'nothing' },
  });
  expect(unknown).toMatchObject({ type: 'refused', issues: [{ code: 'unknown-scenario' }] });
  await opened(session);
  const schedule = new Array<Choice>(100_001).fill({ actor: 0, variant: 0 });
  const long = await session.handle({ type: 'run', column: 'before', schedule, recordsFrom: 0 });
  expect(long).toMatchObject({ type: 'refused', issues: [{ code: 'schedule-too-long' }] });
  expect((await run(session, 'before', ZAP_SCRIPT)).stopped).toBeNull();
});

test('two columns are compared on a schedule, beside the runs on screen; unknown ones are refused', async () => {
  const session = sceneSession();
  await session.handle({ type: 'open', source: { kind: 'shipped', id: 'scene' } });
  const follow = { type: 'follow', column: 'before', schedule: ZAP_SCRIPT } as const;
  const reply = await session.handle({ ...follow, follower: 'after' });
  expect(reply).toMatchObject({ type: 'followed', follower: ZAP_SCRIPT, departures: [] });
  expect((await session.handle({ ...follow, follower: 'later' })).type).toBe('refused');
  expect((await session.handle({ ...follow, column: 'later', follower: 'after' })).type).toBe(
    'refused',
  );
});

test('our own bug is answered with a string that reproduces it, and a new open starts afresh', async () => {
  const session = sceneSession();
  await opened(session);
  await run(session, 'before', ZAP_SCRIPT.slice(0, 9));
  const reply = await session.handle({ type: 'crash' });
  expect(reply).toEqual({
    type: 'crashed',
    message: 'the engine was asked to crash',
    repro: 'sptescope test; scenario scene; run before zap:7.vcpu0:2',
  });
  await opened(session);
  expect((await run(session, 'before', ZAP_SCRIPT)).violations.length).toBeGreaterThan(0);
});

test('a long run reports progress and can be cancelled; what follows is as if it had not been', async () => {
  const session = sceneSession();
  await opened(session);
  let looked = 0;
  const cancelled = await session.handle(
    { type: 'run', column: 'before', schedule: ZAP_SCRIPT, recordsFrom: 0 },
    {
      cancelled: () => (looked += 1) > 0,
      onProgress: () => undefined,
      pause: () => Promise.resolve(),
      sliceSteps: 5,
    },
  );
  expect(cancelled).toEqual({ type: 'cancelled' });
  expect((await run(session, 'before', ZAP_SCRIPT)).steps).toBe(ZAP_SCRIPT.length);
});
