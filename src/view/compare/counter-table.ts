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
import { pagesOfCells } from '../spte/pages-of-cells.ts';
import { isLost } from '../machine/page-log.ts';
import { changedCells, type Mirror } from '../mirror/mirror.ts';

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

/** A machine, with the pages of cells that its view reads. */
export interface CountedMachine {
  readonly view: StateView;
  readonly pages: Mirror['pages'];
}

/** Of one comparison, moment after moment: a page is counted anew only where a record of it has changed. */
export class CountersAlong {
  readonly #left = new PageCounts();
  readonly #right = new PageCounts();

  at(left: CountedMachine, right: CountedMachine): CounterGroup[] {
    const groups = [
      ['Guest pages', this.#left.at(left), this.#right.at(right)],
      ['Page tables and TLBs', tableCounts(left.view), tableCounts(right.view)],
      ['So far in this run', runCounts(left.view), runCounts(right.view)],
    ] as const;
    return groups.map(([title, mine, theirs]) => {
      const rows = mine.map((one, i) => rowOf(one, theirs[i]?.value ?? 0));
      return { key: title, title, rows, differing: rows.filter(({ same }) => !same).length };
    });
  }
}

export function counterTable(left: CountedMachine, right: CountedMachine): CounterGroup[] {
  return new CountersAlong().at(left, right);
}

export function countersDiffering(groups: readonly CounterGroup[]): number {
  return groups.reduce((sum, { differing }) => sum + differing, 0);
}

function rowOf({ key, name, value: left }: Count, right: number): CounterRow {
  const more = right > left ? `+${right - left}` : `−${left - right}`;
  const same = left === right;
  return { key, name, left, right, same, more: same ? '' : more };
}

const PAGE_COUNTS = {
  stored: 'stored to by the guest',
  dirty: 'the host knows to be dirty',
  accessed: 'the host knows to be accessed',
  freed: 'taken back by the host',
  marked: 'marked in the dirty bitmap',
} as const;

type PageCount = keyof typeof PAGE_COUNTS;

const PAGE_COUNT_KEYS = Object.keys(PAGE_COUNTS) as PageCount[];

/** How often each holds of a page: twice where two pages have been behind one gfn. */
type CountedPage = Readonly<Record<PageCount, number>> & {
  /** What is not newer than its copy cannot be lost, whatever else becomes of the run. */
  readonly uncopied: boolean;
};

class PageCounts {
  #cells: Mirror['pages'] | null = null;
  #counted: readonly CountedPage[] = [];

  at({ pages, view }: CountedMachine): Count[] {
    const { shape } = view.map;
    const dated = this.#cells && pagesOfCells(view.map, changedCells(this.#cells, pages));
    this.#cells = pages;
    this.#counted = Array.from({ length: guestPageCount(shape) }, (_, page) => {
      const last = this.#counted[page];
      return last === undefined || dated?.has(page) !== false ? countPage(view, page) : last;
    });
    const lost = this.#counted.filter(
      ({ uncopied }, page) => uncopied && isLost(view, gfnOfGuestPage(shape, page)),
    );
    return [
      ...PAGE_COUNT_KEYS.map((key) => ({
        key,
        name: PAGE_COUNTS[key],
        value: this.#counted.reduce((sum, page) => sum + page[key], 0),
      })),
      { key: 'lost', name: 'lost to the migration', value: lost.length },
    ];
  }
}

function countPage(view: StateView, page: number): CountedPage {
  const { shape } = view.map;
  const gfn = gfnOfGuestPage(shape, page);
  const guest = readGuestPage(view, gfn);
  const logged = readLoggedPage(view, gfn);
  const backings = Array.from({ length: shape.backings }, (_, backing) =>
    readHostPage(view, pfnOfBacking(shape, { page, backing })),
  );
  const known = (what: 'dirty' | 'accessed' | 'freed'): number =>
    backings.filter((host) => host?.[what] === true).length;
  return {
    stored: (guest?.version ?? 0) > 0 ? 1 : 0,
    dirty: known('dirty'),
    accessed: known('accessed'),
    freed: known('freed'),
    marked: logged?.marked === true ? 1 : 0,
    uncopied: guest?.version !== logged?.sent,
  };
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
