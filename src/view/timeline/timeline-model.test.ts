import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildStateMap, cellOf } from '../../engine/state/state-map.ts';
import type { AccessKind, ActorInfo, StepRecord, ViolationInfo } from '../../protocol/run.ts';
import { evidenceArrows } from './evidence-arrows.ts';
import { lockSpans } from './lock-spans.ts';
import { MARK_KINDS, stepLabel } from './mark-kinds.ts';
import { boxOf, overlaps, placeLabels, textWidth } from './place-labels.ts';
import { positionAt, timelineLayout } from './timeline-layout.ts';
import { timelineModel, type TimelineInput } from './timeline-model.ts';

const MAP = buildStateMap({
  vcpus: 1,
  actors: 3,
  frames: 1,
  roots: 1,
  slots: [{ id: 0, gfn: 0x200, pages: 2, pfn: 0x1000 }],
  backings: 1,
  tlbEntries: 1,
  pscEntries: 1,
  registers: [],
});
const WRITER = cellOf(MAP.mmu_lock, { field: 'writer' });
const READERS = cellOf(MAP.mmu_lock, { field: 'readers' });
const RCU = cellOf(MAP.rcu, { field: 'readers' });

const ACTORS: readonly ActorInfo[] = ['vcpu0', 'zap', 'age'].map((id) => ({
  id,
  title: id,
  kind: id === 'vcpu0' ? 'vcpu' : 'host',
  ops: [],
}));

function record(n: number, actor: number, change: Partial<StepRecord> = {}): StepRecord {
  return {
    n,
    choice: { actor, variant: 0 },
    program: '',
    pc: 0,
    label: 'read_spte',
    fn: '',
    code: '',
    access: 'none',
    text: `does step ${n}`,
    diff: new Uint32Array(),
    spte: null,
    writer: null,
    violations: [],
    digest: '',
    ...change,
  };
}

const P8: ViolationInfo = {
  property: 'P8',
  title: '',
  sentence: '',
  step: 6,
  actor: 1,
  text: '',
  spte: null,
  lostBits: ['D'],
  setAt: 4,
  readAt: 2,
};

const RECORDS = [1, 1, 0, 0, 0, 1, 1, 2].map((actor, i) =>
  record(i + 1, actor, i + 1 === 6 ? { violations: [P8] } : {}),
);

const INPUT: TimelineInput = {
  actors: ACTORS,
  records: RECORDS,
  held: [],
  position: 6,
  violation: P8,
  evidenceArrows,
  size: { width: 900, height: 260, zoom: 1 },
  visible: { left: 0, right: 900 },
};

describe('marks', () => {
  const { marks, lanes, cursorX } = timelineModel(INPUT);

  test('one per step, on the lane of its actor, in order', () => {
    expect(marks.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(marks.map(({ y }) => y)).toEqual(RECORDS.map(({ choice }) => lanes[choice.actor]!.y));
    const xs = marks.map(({ x }) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(new Set(marks.map(({ key }) => key)).size).toBe(8);
  });

  test('the cursor stands on the step done last; what follows is ahead', () => {
    expect(cursorX).toBe(marks[5]!.x);
    expect(marks.map(({ state }) => state)).toEqual([
      ...Array<string>(5).fill('done'),
      'now',
      'ahead',
      'ahead',
    ]);
  });

  test('a violation is in the mark and in its text', () => {
    expect(marks.filter(({ violated }) => violated).map(({ n }) => n)).toEqual([6]);
    expect(marks[5]!.title).toBe('Step 6, zap: does step 6. Violates P8.');
  });

  test('pointing at a mark gives its step, and beyond the ends the ends', () => {
    const { layout } = timelineModel(INPUT);
    for (const { n, x } of marks) {
      expect(positionAt(layout, 8, x + layout.stepWidth * 0.4)).toBe(n);
      expect(positionAt(layout, 8, x - layout.stepWidth * 0.4)).toBe(n);
    }
    expect(positionAt(layout, 8, -50)).toBe(0);
    expect(positionAt(layout, 8, 5000)).toBe(8);
  });

  test('kinds that could be mistaken differ in more than colour', () => {
    const looks = Object.values(MARK_KINDS).map(({ path, filled, letter }) =>
      JSON.stringify([path, filled, letter]),
    );
    expect(new Set(looks).size).toBe(looks.length);
  });
});

describe('lanes', () => {
  const placed = (lanes: number, height: number) =>
    timelineLayout({ steps: 60, lanes }, { width: 900, height, zoom: 1 });

  test('as many as seven are in sight in little height, without touching, and the axis below them', () => {
    for (const [lanes, height] of [
      [3, 90],
      [3, 182],
      [7, 153],
      [7, 250],
      [7, 500],
    ] as const) {
      const layout = placed(lanes, height);
      expect(layout.height).toBeLessThanOrEqual(height);
      expect(layout.axisY).toBeLessThanOrEqual(layout.height);
      const ys = [...layout.lanes.map(({ y }) => y), layout.rcu.y];
      for (const [i, y] of ys.slice(1).entries()) expect(y - ys[i]!).toBeGreaterThanOrEqual(15);
    }
  });

  test('keep their labels below the marks as long as there is room for it', () => {
    expect(placed(3, 178).lanes.map(({ labels }) => labels.length)).toEqual([1, 1, 1]);
    expect(placed(3, 177).lanes.map(({ labels }) => labels.length)).toEqual([0, 0, 0]);
    expect(placed(3, 220).lanes.map(({ labels }) => labels.length)).toEqual([2, 2, 2]);
  });

  test('close together show labels beside the marks, none in another lane', () => {
    const { labels, lanes } = timelineModel({
      ...INPUT,
      held: [{ kind: 'mmu-lock-write', actor: 1, from: 1, to: 7 }],
      size: { width: 900, height: 90, zoom: 1 },
    });
    const steps = labels.filter(({ tone }) => tone !== 'evidence');
    expect(steps.length).toBeGreaterThan(3);
    for (const { y } of steps) expect(lanes.map((lane) => lane.y + 4)).toContain(y);
  });
});

describe('a long run', () => {
  const records = Array.from({ length: 20_000 }, (_, i) => record(i + 1, i % 3));
  const input = { ...INPUT, records, position: 0, violation: null };

  test('is scrolled, and only what can be seen is drawn', () => {
    const model = timelineModel({ ...input, visible: { left: 50_000, right: 50_900 } });
    expect(model.layout.width).toBeGreaterThan(300_000);
    expect(model.marks.length).toBeGreaterThan(40);
    expect(model.marks.length).toBeLessThan(120);
    for (const { x } of model.marks) {
      expect(x).toBeGreaterThan(49_700);
      expect(x).toBeLessThan(51_200);
    }
  });

  test('its marks do not touch', () => {
    const { marks } = timelineModel(input);
    expect(marks[1]!.x - marks[0]!.x).toBeGreaterThanOrEqual(19);
  });
});

describe('locks', () => {
  const writes = (n: number, actor: number, ...diff: number[]): StepRecord =>
    record(n, actor, { diff: Uint32Array.from(diff) });

  test('spans are read from the cells of the locks', () => {
    const records = [
      writes(1, 1, WRITER, 0, 2),
      writes(2, 0, RCU, 0, 1),
      writes(3, 2, RCU, 1, 5, 99, 0, 1),
      writes(4, 0, RCU, 5, 4),
      writes(5, 1, WRITER, 2, 0),
      writes(6, 0, READERS, 0, 1),
    ];
    expect(lockSpans(MAP, records)).toEqual([
      { kind: 'mmu-lock-write', actor: 1, from: 1, to: 5 },
      { kind: 'rcu', actor: 0, from: 2, to: 4 },
      { kind: 'rcu', actor: 2, from: 3, to: null },
      { kind: 'mmu-lock-read', actor: 0, from: 6, to: null },
    ]);
  });

  test('what was held before the first step begins there', () => {
    expect(lockSpans(MAP, [writes(1, 0), writes(2, 1, RCU, 2, 0)])).toEqual([
      { kind: 'rcu', actor: 1, from: 0, to: 2 },
    ]);
  });

  test('a span covers the marks of the steps that took and dropped the lock', () => {
    const held = [{ kind: 'mmu-lock-write', actor: 1, from: 1, to: 7 }] as const;
    const { spans, marks, lanes } = timelineModel({ ...INPUT, held });
    expect(spans[0]!.x).toBe(marks[0]!.x);
    expect(spans[0]!.x + spans[0]!.width).toBeCloseTo(marks[6]!.x);
    expect(spans[0]!.y + spans[0]!.height / 2).toBe(lanes[1]!.y);
    expect(spans[0]!.title).toBe('zap holds mmu_lock write from step 1, until step 7');
  });
});

describe('evidence', () => {
  test('arrows lead from the stale read, and from what was lost, to the write', () => {
    const { arrows, marks } = timelineModel(INPUT);
    expect(arrows.map(({ kind, label }) => [kind, label])).toEqual([
      ['stale-snapshot', 'stale snapshot'],
      ['lost-bits', 'D lost'],
    ]);
    const ends = arrows.map(({ path }) =>
      /(-?[\d.]+),(-?[\d.]+)$/.exec(path)!.slice(1).map(Number),
    );
    for (const [x] of ends) expect(x).toBeCloseTo(marks[5]!.x);
  });

  test('without evidence there are no arrows', () => {
    const violation = { ...P8, setAt: null, readAt: null };
    expect(timelineModel({ ...INPUT, violation }).arrows).toEqual([]);
    expect(timelineModel({ ...INPUT, violation: null }).arrows).toEqual([]);
  });
});

describe('labels', () => {
  test('never overlap, however dense the run, wide the picture and long the words', () => {
    const kinds = Object.keys(MARK_KINDS) as AccessKind[];
    const steps = fc.array(
      fc.record({
        actor: fc.nat({ max: 2 }),
        label: fc.constantFrom('lock', 'make_spte', 'rcu_read_unlock', 'x'),
        access: fc.constantFrom(...kinds),
      }),
      { minLength: 6, maxLength: 60 },
    );
    fc.assert(
      fc.property(
        steps,
        fc.record({
          width: fc.integer({ min: 300, max: 2000 }),
          height: fc.integer({ min: 90, max: 300 }),
        }),
        fc.nat({ max: 60 }),
        (run, size, at) => {
          const records = run.map(({ actor, label, access }, i) =>
            record(i + 1, actor, { label, access }),
          );
          const { labels } = timelineModel({
            ...INPUT,
            records,
            held: [{ kind: 'mmu-lock-write', actor: 1, from: 1, to: 5 }],
            position: Math.min(at, records.length),
            size: { ...size, zoom: 1 },
            visible: { left: 0, right: 4000 },
          });
          const boxes = labels.map(({ text, tone, ...spot }) =>
            boxOf(spot, textWidth(text, tone === 'now' || tone === 'violated')),
          );
          for (const { top } of boxes) expect(top).toBeGreaterThanOrEqual(0);
          boxes.forEach((a, i) =>
            boxes.slice(i + 1).forEach((b) => {
              expect(overlaps(a, b)).toBe(false);
            }),
          );
        },
      ),
    );
  });

  test('of an arrow is on no mark and within the picture, on the first lane too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 2 }), { minLength: 6, maxLength: 40 }),
        fc.integer({ min: 140, max: 320 }),
        fc.integer({ min: 300, max: 1400 }),
        (run, height, width) => {
          const records = run.map((actor, i) => record(i + 1, actor));
          const { labels, marks } = timelineModel({
            ...INPUT,
            records,
            size: { width, height, zoom: 1 },
          });
          for (const { text, tone, x, y } of labels) {
            if (tone !== 'evidence') continue;
            const box = boxOf({ x, y }, textWidth(text, false));
            expect(box.top).toBeGreaterThanOrEqual(0);
            for (const mark of marks) {
              const apart = mark.x + 8 <= box.left || box.right <= mark.x - 8;
              expect(apart || mark.y + 8 <= box.top || box.bottom <= mark.y - 8).toBe(true);
            }
          }
        },
      ),
    );
  });

  test('of the stale read has room above the first lane, between the two marks of one actor', () => {
    const records = [0, 0, 1, 1, 0, 0].map((actor, i) => record(i + 1, actor));
    const violation = { ...P8, actor: 0, setAt: null, readAt: 2 };
    const { labels } = timelineModel({ ...INPUT, records, violation });
    expect(labels.filter(({ tone }) => tone === 'evidence')).toMatchObject([
      { text: 'stale snapshot' },
    ]);
  });

  test('the step done last always has its label', () => {
    for (let position = 1; position <= 8; position++) {
      const { labels } = timelineModel({
        ...INPUT,
        position,
        size: { width: 120, height: 200, zoom: 1 },
      });
      const key = `label/step/${position}`;
      expect(labels.some((label) => label.key === key)).toBe(true);
    }
  });

  test('a label without room is left out; the more important one stays', () => {
    const spots = [{ x: 50, y: 20 }];
    const placed = placeLabels(
      [
        { key: 'a', text: 'minor', bold: false, priority: 0, spots },
        { key: 'b', text: 'major', bold: false, priority: 1, spots },
      ],
      { taken: [], bounds: { left: 0, right: 100, top: 0 } },
    );
    expect([...placed.keys()]).toEqual(['b']);
  });

  test('say what was done to which entry', () => {
    const spte = { level: 1, index: 5 };
    expect(stepLabel({ access: 'spte-load', label: 'visit', spte })).toBe('read PT[5]');
    expect(stepLabel({ access: 'spte-store', label: 'zap', spte: { level: 2, index: 0 } })).toBe(
      'store PD[0]',
    );
    expect(stepLabel({ access: 'rcu-lock', label: 'rcu_read_lock', spte: null })).toBe(
      'rcu read lock',
    );
  });
});
