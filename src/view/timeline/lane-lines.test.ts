import { describe, expect, test } from 'vitest';
import { buildStateMap, cellOf, RCU_QUEUED, VCPU_REQUEST } from '../../engine/state/state-map.ts';
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';
import { flushReaches } from './flush-reach.ts';
import { gracePeriods } from './grace-periods.ts';
import { laneLines } from './lane-lines.ts';
import { timelineModel } from './timeline-model.ts';

const MAP = buildStateMap({
  vcpus: 2,
  actors: 3,
  frames: 2,
  roots: 1,
  slots: [{ id: 0, gfn: 0x200, pages: 2, pfn: 0x1000 }],
  backings: 1,
  tlbEntries: 1,
  pscEntries: 1,
  registers: [],
});
const FLUSHES = cellOf(MAP.counter, { field: 'flushesRequested' });
const requests = (record: number): number => cellOf(MAP.vcpu, { record, field: 'requests' });
const wait = (record: number): number => cellOf(MAP.sp, { record, field: 'rcu_wait' });

const ACTORS: readonly ActorInfo[] = ['vcpu0', 'vcpu1', 'zap'].map((id) => ({
  id,
  title: id,
  kind: id === 'zap' ? 'host' : 'vcpu',
  ops: [],
}));

function step(n: number, diff: readonly number[] = []): StepRecord {
  return {
    n,
    choice: { actor: 2, variant: 0 },
    program: '',
    pc: 0,
    label: '',
    fn: '',
    code: '',
    access: diff[0] === FLUSHES ? 'flush' : 'none',
    text: '',
    diff: Uint32Array.from(diff),
    spte: null,
    writer: null,
    violations: [],
    digest: '',
  };
}

function linesOf(records: readonly StepRecord[], position = 0) {
  const model = timelineModel({
    actors: ACTORS,
    records,
    held: [],
    position,
    violation: null,
    evidenceArrows: null,
    size: { width: 900, height: 260, zoom: 1 },
    visible: { left: 0, right: 900 },
  });
  const lines = laneLines({
    model,
    actors: ACTORS,
    reaches: flushReaches(MAP, records),
    periods: gracePeriods(MAP, records),
    position,
    steps: records.length,
  });
  return { model, ...lines };
}

describe('a flush', () => {
  test('runs from the mark of its step through the lanes of all vCPUs', () => {
    const { flushes, model } = linesOf([step(1), step(2, [FLUSHES, 0, 1]), step(3)], 3);
    expect(flushes).toHaveLength(1);
    const [line] = flushes;
    expect(line).toMatchObject({ x: model.marks[1]!.x, asked: false, ahead: false });
    expect([line!.top, line!.bottom]).toEqual([model.lanes[0]!.y, model.lanes[2]!.y]);
    expect(line!.ends.map(({ y }) => y)).toEqual([model.lanes[0]!.y, model.lanes[1]!.y]);
    expect(line!.title).toBe('Step 2, flush by zap: reaches vcpu0, vcpu1');
  });

  test('that is told at length is open at the vCPUs that have only been asked', () => {
    const diff = [FLUSHES, 0, 1, requests(1), 0, VCPU_REQUEST.TLB_FLUSH];
    const { flushes } = linesOf([step(1, diff)]);
    expect(flushes[0]).toMatchObject({ asked: true, ahead: true });
    expect(flushes[0]!.ends.map(({ asked }) => asked)).toEqual([false, true]);
    expect(flushes[0]!.title).toBe('Step 1, flush by zap: reaches vcpu0, is asked of vcpu1');
  });

  test('a step with another request, or whose flush was skipped, has no line', () => {
    const kick = step(1, [requests(0), 0, VCPU_REQUEST.KICK]);
    expect(linesOf([kick, { ...step(2), access: 'flush' }]).flushes).toEqual([]);
  });
});

describe('a grace period', () => {
  const QUEUED = RCU_QUEUED + 1;

  test('lasts from call_rcu() to the callback, through the readers that end', () => {
    const { grace, model } = linesOf([
      step(1),
      step(2, [wait(1), 0, QUEUED]),
      step(3, [wait(1), QUEUED, RCU_QUEUED]),
      step(4, [wait(1), RCU_QUEUED, 0]),
    ]);
    expect(grace).toHaveLength(1);
    expect(grace[0]).toMatchObject({ x: model.marks[1]!.x, open: false });
    expect(grace[0]!.x + grace[0]!.width).toBeCloseTo(model.marks[3]!.x);
    expect(grace[0]!.title).toBe(
      'Grace period of a table that zap queued at step 2: freed at step 4',
    );
  });

  test('that is not over at the end of the run is open', () => {
    const { grace } = linesOf([step(1, [wait(0), 0, QUEUED]), step(2)]);
    expect(grace).toMatchObject([{ open: true }]);
    expect(grace[0]!.title).toMatch(/still waits$/);
  });
});
