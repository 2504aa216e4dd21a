/** Everything that can be counted of two machines, side by side: what differs says by how much. */
import { COUNTERS, COUNTER_NAMES } from '../../engine/state/counters.ts';
import {
  readCounters,
  readFrame,
  readGuestPage,
  readHostPage,
  readLoggedPage,
  readTlb,
  type StateView,
} from '../../engine/state/readers.ts';
import { gfnOfGuestPage, guestPageCount, pfnOfBacking } from '../../engine/state/shape.ts';
import { isLost } from '../machine/page-log.ts';

export interface CounterRow {
  readonly key: string;
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly same: boolean;
  /** `+2`, of the right one; empty where they are the same. */
  readonly more: string;
}

export interface CounterGroup {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly CounterRow[];
  readonly differing: number;
}

interface Count {
  readonly key: string;
  readonly name: string;
  readonly value: number;
}

interface CountGroup {
  readonly title: string;
  readonly countsOf: (view: StateView) => readonly Count[];
}

const GROUPS: readonly CountGroup[] = [
  { title: 'Guest pages', countsOf: pageCounts },
  { title: 'Page tables and TLBs', countsOf: tableCounts },
  { title: 'So far in this run', countsOf: runCounts },
];

export function counterTable(left: StateView, right: StateView): CounterGroup[] {
  return GROUPS.map(({ countsOf, title }) => {
    const theirs = countsOf(right);
    const rows = countsOf(left).map((mine, i) => rowOf(mine, theirs[i]?.value ?? 0));
    return { key: title, title, rows, differing: rows.filter(({ same }) => !same).length };
  });
}

export function countersDiffering(groups: readonly CounterGroup[]): number {
  return groups.reduce((sum, { differing }) => sum + differing, 0);
}

function rowOf({ key, name, value: left }: Count, right: number): CounterRow {
  const more = right > left ? `+${right - left}` : `−${left - right}`;
  const same = left === right;
  return { key, name, left, right, same, more: same ? '' : more };
}

function pageCounts(view: StateView): Count[] {
  const { shape } = view.map;
  const pages = Array.from({ length: guestPageCount(shape) }, (_, page) => page);
  const gfns = pages.map((page) => gfnOfGuestPage(shape, page));
  const count = (holds: (gfn: number) => boolean): number => gfns.filter(holds).length;
  const backings = Array.from({ length: shape.backings }, (_, backing) => backing);
  const host = pages.flatMap((page) =>
    backings.map((backing) => readHostPage(view, pfnOfBacking(shape, { page, backing }))),
  );
  const known = (holds: (page: NonNullable<(typeof host)[number]>) => boolean): number =>
    host.filter((page) => page !== null && holds(page)).length;
  return [
    {
      key: 'stored',
      name: 'stored to by the guest',
      value: count((gfn) => (readGuestPage(view, gfn)?.version ?? 0) > 0),
    },
    { key: 'dirty', name: 'the host knows to be dirty', value: known(({ dirty }) => dirty) },
    {
      key: 'accessed',
      name: 'the host knows to be accessed',
      value: known(({ accessed }) => accessed),
    },
    { key: 'freed', name: 'taken back by the host', value: known(({ freed }) => freed) },
    {
      key: 'marked',
      name: 'marked in the dirty bitmap',
      value: count((gfn) => readLoggedPage(view, gfn)?.marked === true),
    },
    { key: 'lost', name: 'lost to the migration', value: count((gfn) => isLost(view, gfn)) },
  ];
}

function tableCounts(view: StateView): Count[] {
  const { frames, vcpus } = view.map.shape;
  const lives = Array.from({ length: frames }, (_, frame) => readFrame(view, frame).life);
  const tables = (...wanted: readonly string[]): number =>
    lives.filter((life) => wanted.includes(life)).length;
  const cached = Array.from({ length: vcpus }, (_, vcpu) => readTlb(view, vcpu).length);
  return [
    { key: 'allocated', name: 'tables taken from the pool', value: frames - tables('free') },
    { key: 'linked', name: 'tables in use', value: tables('linked') },
    { key: 'removed', name: 'tables removed, not freed yet', value: tables('removed') },
    { key: 'given back', name: 'tables freed', value: tables('freed', 'reused') },
    {
      key: 'tlb',
      name: 'translations in TLBs',
      value: cached.reduce((sum, one) => sum + one, 0),
    },
  ];
}

function runCounts(view: StateView): Count[] {
  const counted = readCounters(view);
  return COUNTER_NAMES.map((name) => ({ key: name, name: COUNTERS[name], value: counted[name] }));
}
