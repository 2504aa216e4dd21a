import { describe, expect, test } from 'vitest';
import { store } from '../engine/testing/scene.ts';
import type { RanReply } from '../protocol/messages.ts';
import type { RanUntilReply, RunUntil } from '../protocol/run-until.ts';
import type { Choice } from '../protocol/run.ts';
import type { Session } from './session.ts';
import { sceneSession, ZAP_SCRIPT } from './testing/scene-session.ts';

const VCPU0 = 0;
const ZAP = 1;

async function openScene(): Promise<Session> {
  const session = sceneSession();
  await session.handle({ type: 'open', source: { kind: 'shipped', id: 'scene' } });
  return session;
}

async function until(
  session: Session,
  actor: number,
  { schedule = [], until: wanted }: { schedule?: readonly Choice[]; until: RunUntil },
): Promise<RanUntilReply> {
  const request = { type: 'run-until', column: 'before', schedule, actor, until: wanted } as const;
  const reply = await session.handle(request);
  if (reply.type !== 'ran-until') throw new Error(JSON.stringify(reply));
  return reply;
}

async function run(session: Session, schedule: readonly Choice[]): Promise<RanReply> {
  const reply = await session.handle({ type: 'run', column: 'before', schedule, recordsFrom: 0 });
  if (reply.type !== 'ran') throw new Error(JSON.stringify(reply));
  return reply;
}

describe('one actor by itself', () => {
  test('finishes; its steps are those of a run of it alone', async () => {
    const session = await openScene();
    const reply = await until(session, VCPU0, { until: { kind: 'waits' } });
    expect(reply).toMatchObject({ end: 'finished', text: 'vCPU 0 has finished' });
    const { steps, blocked } = await run(session, reply.choices);
    expect(steps).toBe(reply.choices.length);
    expect(blocked).toMatchObject([{ actor: VCPU0, reason: 'finished' }]);
    const short = await run(session, reply.choices.slice(0, -1));
    expect(short.blocked).toEqual([]);
  });

  test('stops at the leaf of the gfn asked for, and not at the tables on the way', async () => {
    const session = await openScene();
    const reply = await until(session, VCPU0, { until: { kind: 'touches', gfn: 0x205 } });
    expect(reply.end).toBe('touched');
    const { records } = await run(session, reply.choices);
    expect(records.at(-1)?.spte).toMatchObject({ level: 1, gfn: 0x205 });
    expect(records.slice(0, -1).filter(({ spte }) => spte?.level === 1)).toEqual([]);
    const other = await until(session, VCPU0, { until: { kind: 'touches', gfn: 0x201 } });
    expect(other.end).toBe('finished');
  });

  test('stops when its operation is done, with others still to come', async () => {
    const session = sceneSession({ leafs: { 0x205: 'WC' }, vcpus: [[store(0x205), store(0x205)]] });
    await session.handle({ type: 'open', source: { kind: 'shipped', id: 'scene' } });
    const first = await until(session, VCPU0, { until: { kind: 'operation' } });
    expect(first).toMatchObject({ end: 'done', text: 'vCPU 0 is through with store gfn 0x205' });
    const all = await until(session, VCPU0, { until: { kind: 'waits' } });
    expect(all.end).toBe('finished');
    expect(all.choices.length).toBeGreaterThan(first.choices.length);
  });

  test('stops where something is violated', async () => {
    const session = await openScene();
    const schedule = ZAP_SCRIPT.slice(0, 13);
    const reply = await until(session, ZAP, { schedule, until: { kind: 'waits' } });
    expect(reply).toMatchObject({ end: 'violated', choices: [{ actor: ZAP, variant: 0 }] });
    expect(reply.text).toMatch(/^stopped at a violation: /);
  });

  test('an actor that has finished already does nothing', async () => {
    const session = await openScene();
    const schedule = (await until(session, VCPU0, { until: { kind: 'waits' } })).choices;
    const reply = await until(session, VCPU0, { schedule, until: { kind: 'waits' } });
    expect(reply).toMatchObject({ end: 'finished', choices: [] });
  });

  test('leaves the machine where the schedule ends', async () => {
    const session = await openScene();
    const before = await run(session, ZAP_SCRIPT.slice(0, 5));
    await until(session, VCPU0, { schedule: ZAP_SCRIPT.slice(0, 5), until: { kind: 'waits' } });
    const after = await run(session, ZAP_SCRIPT.slice(0, 5));
    expect(after.digest).toBe(before.digest);
    expect(after.records).toEqual(before.records);
  });

  test('a column there is not is refused', async () => {
    const session = await openScene();
    const request = {
      column: 'nowhere',
      schedule: [],
      actor: 0,
      until: { kind: 'waits' },
    } as const;
    expect(await session.handle({ type: 'run-until', ...request })).toMatchObject({
      type: 'refused',
    });
  });
});
