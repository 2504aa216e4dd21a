import { expect, test } from 'vitest';
import { shippedScenarios } from '../../catalogue/testing/shipped-columns.ts';
import { present } from '../../base/assert.ts';
import { createKeeper } from '../../base/keep-equal.ts';
import { differencesAt, firstDivergence } from './compare-runs.ts';
import {
  COMPARE_LANES,
  compareTimeline,
  markText,
  momentAt,
  timelineAt,
  timelineBase,
} from './compare-timeline.ts';
import { departureText } from './departure-text.ts';
import { differenceGroups, overlayGroups } from './difference-rows.ts';
import { pairFacts } from './differences.ts';
import { machineFacts } from './machine-facts.ts';
import { markedKeys } from './marked-keys.ts';
import { columnNamed, compareColumns, type Compared } from './testing/compared.ts';

const SCENARIOS = shippedScenarios();
const NAMES = { left: 'Before', right: 'After' };

function onItsScript(id: string, left: string, right: string): Promise<Compared> {
  const scenario = present(
    SCENARIOS.find(({ info }) => info.id === id),
    id,
  );
  return compareColumns(
    [columnNamed(scenario, left), columnNamed(scenario, right)],
    scenario.script,
  );
}

const AGING = ['aging-clears-dirty', 'before-conditional', 'before-always'] as const;

test('the timeline has a mark for every step of either, and a flag for every moment not the same', async () => {
  const { moments, request } = await onItsScript('access-tracking', 'before', 'after');
  const { actors, left, right } = request;
  const model = compareTimeline({
    actors,
    moments,
    left: left.records,
    right: right.records,
    names: NAMES,
    position: 7,
    width: 800,
    scrolled: 0,
    zoom: 1,
  });
  expect(model.marks).toHaveLength(left.records.length + right.records.length);
  expect(model.flags.map(({ moment }) => moment)).toEqual(
    moments.flatMap(({ mark }, i) => (mark === 'same' ? [] : i + 1)),
  );
  const first = model.flags.find((flag) => flag.first);
  expect([first?.moment, first?.symbol]).toEqual([firstDivergence(moments), '◧']);
  expect(model.flags[1]?.symbol).toBe('◨');
  expect(model.marks.filter(({ state }) => state !== 'ahead')).toHaveLength(13);
  const last = moments.length;
  expect(momentAt(model, last, 0)).toBe(0);
  expect(momentAt(model, last, COMPARE_LANES.side + 6.5 * model.stepWidth)).toBe(7);
  expect(momentAt(model, last, 1e6)).toBe(last);
});

test('a step makes anew the marks that it leaves and comes to, and no others', async () => {
  const { moments, request } = await onItsScript('access-tracking', 'before', 'after');
  const { actors, left, right } = request;
  const shown = { actors, moments, left: left.records, right: right.records, names: NAMES };
  const base = timelineBase({ ...shown, width: 800, scrolled: 0, zoom: 1 });
  const keep = createKeeper<readonly unknown[]>();
  let before = keep(timelineAt(base, 0).marks);
  moments.forEach((_, i) => {
    const at = timelineAt(base, i + 1).marks;
    const now = keep(at);
    const fresh = at.filter((mark, n) => now[n] !== before[n] || mark.n === i + 1);
    expect(new Set(fresh.map(({ n }) => n)).size).toBeLessThanOrEqual(2);
    before = now;
  });
  expect(before).toEqual(timelineAt(base, moments.length).marks);
});

test('of a long run only what is in view is drawn, and it is all there wherever one scrolls', async () => {
  const { moments, request } = await onItsScript('access-tracking', 'before', 'after');
  const { actors, left, right } = request;
  const long = Array.from({ length: 10_000 }, (_, i) => moments[i % moments.length] ?? moments[0]!);
  const drawnAt = (scrolled: number) =>
    compareTimeline({
      actors,
      moments: long,
      left: left.records,
      right: right.records,
      names: NAMES,
      position: 7,
      width: 800,
      scrolled,
      zoom: 1,
    });
  for (const scrolled of [0, 799, 50_000, 170_000]) {
    const { flags, marks, stepWidth, ticks, width } = drawnAt(scrolled);
    expect(marks.length).toBeLessThan(500);
    const inView = ({ x }: { x: number }): boolean => x >= scrolled && x < scrolled + 800;
    const last = Math.min(10_000, Math.floor((scrolled + 800 - COMPARE_LANES.side) / stepWidth));
    const first = Math.max(1, Math.ceil((scrolled - COMPARE_LANES.side) / stepWidth) + 1);
    const count = new Set(marks.filter(inView).map(({ x }) => x)).size;
    expect(count).toBeGreaterThanOrEqual(last - first);
    expect(flags.length + ticks.length).toBeLessThan(500);
    expect(width).toBeGreaterThan(170_000);
  }
});

test('each difference says since when, and what each side has of it', async () => {
  const compared = await onItsScript(...AGING);
  const { moments, at } = compared;
  const first = present(firstDivergence(moments), 'they differ');
  const later = first + 1;
  const { left, right } = at(later);
  const groups = differenceGroups(differencesAt(left, right), { moments, position: later });
  const rows = groups.flatMap((group) => group.rows);
  expect(groups[0]?.title).toBe('vCPUs and TLBs');
  expect(rows[0]).toMatchObject({
    left: 'R W X D, pfn 0x9a05',
    right: 'not cached',
    since: first,
  });
  expect(rows.map(({ since }) => since)).toEqual(rows.map(() => first));
});

test('laid over each other, what is the same is said once and bits are told apart by side', async () => {
  const { moments, at } = await onItsScript(
    'aging-clears-dirty',
    'before-conditional',
    'after-always',
  );
  const { left, right } = at(present(firstDivergence(moments), 'they differ'));
  const pairs = pairFacts(machineFacts(left), machineFacts(right));
  const rows = overlayGroups(pairs).flatMap((group) => group.rows);
  const spte = rows.find(({ key }) => key === 'spte/1/0x205');
  expect(spte).toMatchObject({
    same: false,
    text: 'pfn 0x9a05',
    depth: 3,
    selects: { gfn: 0x205, level: 1 },
  });
  expect(spte?.bits.filter((bit) => bit.left !== bit.right)).toEqual([
    { letter: 'D', left: false, right: true },
  ]);
  expect(rows.filter(({ key }) => key.startsWith('counter/'))).toEqual([]);
  expect(rows.filter(({ same }) => same).every(({ text }) => text !== null)).toBe(true);
});

test('the pictures are marked at the TLB entry, its vCPU, and at the table of an SPTE', async () => {
  const tlb = await onItsScript(...AGING);
  const flushed = tlb.at(present(firstDivergence(tlb.moments), 'they differ'));
  const keys = markedKeys(differencesAt(flushed.left, flushed.right), flushed.left.view);
  expect([...keys]).toEqual(expect.arrayContaining(['tlb-0-0x205-1', 'vcpu-0']));

  const spte = await onItsScript('aging-clears-dirty', 'before-conditional', 'after-always');
  const dirty = spte.at(present(firstDivergence(spte.moments), 'they differ'));
  const marked = markedKeys(differencesAt(dirty.left, dirty.right), dirty.left.view);
  expect([...marked]).toEqual(expect.arrayContaining(['spte/1/0x205', 'table/3']));
});

test('why a schedule is not followed is a sentence with the moment, the actor and how it goes on', () => {
  const about = { names: NAMES, titleOf: () => 'vCPU 0' };
  const one = {
    side: 'follower',
    actor: 0,
    after: 8,
    count: 2,
    text: 'vCPU 0 waits for mmu_lock',
  } as const;
  expect(departureText({ ...one, reason: 'waits' }, about)).toBe(
    'After moment 8, After cannot follow: vCPU 0 waits for mmu_lock. It lets 2 turns of vCPU 0 go, and goes on with the others.',
  );
  expect(departureText({ ...one, reason: 'catches-up', count: 1 }, about)).toBe(
    'After moment 8, vCPU 0 does a step more in After, to where it is in Before.',
  );
  expect(departureText({ ...one, side: 'leader', reason: 'finished', after: 0 }, about)).toMatch(
    /^At the beginning, Before cannot follow/,
  );
});

test('a moment in words names the one that does the step alone', async () => {
  const { moments } = await onItsScript('access-tracking', 'before', 'after');
  const texts = moments.slice(5, 8).map((moment) => markText(moment, NAMES));
  expect(texts).toEqual([
    'both do the same',
    'only Before does this step',
    'only After does this step',
  ]);
});
