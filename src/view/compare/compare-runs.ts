/**
 * Two runs under one cursor: moment by moment what each does, and from when on the machines differ.
 * Facts are told anew only where a step has touched what they are made of.
 */
import { present } from '../../base/assert.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';
import type { Pairing } from './align-runs.ts';
import { differences, type FactPair } from './differences.ts';
import type { Facet, FactInput } from './fact.ts';
import { FACETS } from './machine-facts.ts';
import { sameStep } from './same-step.ts';
import type { StepSpan } from '../timeline/zoom-window.ts';

/**
 * left, right: only that one does a step. step: both do the step, but not the same by it. state: both do
 * the same, and from then on something differs. agrees: something is the same again.
 */
export type MomentMark = 'same' | 'left' | 'right' | 'step' | 'state' | 'agrees';

export interface Moment extends Pairing {
  readonly mark: MomentMark;
  /** Steps each has done after it. */
  readonly leftDone: number;
  readonly rightDone: number;
  /** Keys of the facts that differ from this moment on. */
  readonly begins: readonly string[];
  /** How many facts differ after it. */
  readonly differing: number;
}

export interface SideRun {
  readonly cells: Uint32Array;
  readonly layout: SpteLayout;
  readonly records: readonly StepRecord[];
}

export interface CompareRequest extends Pick<FactInput, 'actors' | 'places'> {
  readonly map: StateMap;
  readonly left: SideRun;
  readonly right: SideRun;
  readonly pairings: readonly Pairing[];
}

export function compareRuns(request: CompareRequest): Moment[] {
  const comparing = new RunComparison(request);
  while (!comparing.advance(request.pairings.length));
  return comparing.moments;
}

/** The same in pieces, for runs that are long: whoever asks for them may do something else in between. */
export class RunComparison {
  readonly moments: Moment[] = [];
  readonly #request: CompareRequest;
  readonly #left: SideCursor;
  readonly #right: SideCursor;
  readonly #tracker: DifferenceTracker;
  #leftDone = 0;
  #rightDone = 0;

  constructor(request: CompareRequest) {
    this.#request = request;
    this.#left = new SideCursor(request, request.left);
    this.#right = new SideCursor(request, request.right);
    this.#tracker = new DifferenceTracker(this.#left, this.#right);
  }

  /** At most so many moments more. True when there are none left. */
  advance(momentsMax: number): boolean {
    const { pairings } = this.#request;
    const end = Math.min(this.moments.length + momentsMax, pairings.length);
    for (const pairing of pairings.slice(this.moments.length, end)) {
      this.moments.push(this.#momentOf(pairing));
    }
    return end === pairings.length;
  }

  #momentOf(pairing: Pairing): Moment {
    const { left, right } = this.#request;
    const mine = left.records[pairing.left - 1];
    const theirs = right.records[pairing.right - 1];
    const touched = [...this.#left.apply(mine), ...this.#right.apply(theirs)];
    if (mine !== undefined) this.#leftDone = pairing.left;
    if (theirs !== undefined) this.#rightDone = pairing.right;
    const { begins, ends } = this.#tracker.update(touched);
    const layouts = [left.layout, right.layout] as const;
    return {
      ...pairing,
      mark: markOf({ mine, theirs, begins, ends, layouts }),
      leftDone: this.#leftDone,
      rightDone: this.#rightDone,
      begins,
      differing: this.#tracker.count,
    };
  }
}

interface Step {
  readonly mine: StepRecord | undefined;
  readonly theirs: StepRecord | undefined;
  readonly layouts: readonly [SpteLayout, SpteLayout];
  readonly begins: readonly string[];
  readonly ends: readonly string[];
}

function markOf({ begins, ends, layouts, mine, theirs }: Step): MomentMark {
  if (mine === undefined) return 'right';
  if (theirs === undefined) return 'left';
  if (!sameStep(mine, theirs, layouts)) return 'step';
  if (begins.length > 0) return 'state';
  return ends.length > 0 ? 'agrees' : 'same';
}

/** A machine's cells, taken along its run. */
class SideCursor {
  readonly input: FactInput;
  readonly cells: Uint32Array;

  constructor({ actors, map, places }: CompareRequest, { cells, layout }: SideRun) {
    this.cells = cells.slice();
    const view = {
      map,
      cells: { read: (cell: number) => present(this.cells[cell], `no cell ${cell}`) },
    };
    this.input = { view, layout, actors, places };
  }

  /** The cells that the step wrote. */
  apply(record: StepRecord | undefined): number[] {
    const touched: number[] = [];
    const diff = record?.diff ?? new Uint32Array();
    for (let at = 0; at < diff.length; at += 3) {
      const cell = diff[at] ?? 0;
      this.cells[cell] = diff[at + 2] ?? 0;
      touched.push(cell);
    }
    return touched;
  }
}

interface FacetState {
  readonly facet: Facet;
  /** Of the cells that its facts are made of: first and end. */
  readonly ranges: readonly (readonly [first: number, end: number])[];
  /** How many of those do not hold the same in both. */
  unequal: number;
  differing: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

class DifferenceTracker {
  readonly #left: SideCursor;
  readonly #right: SideCursor;
  readonly #facets: readonly FacetState[];
  /** Per cell: does it not hold the same in both? */
  readonly #unequal: Uint8Array;
  readonly #sameLayout: boolean;

  constructor(left: SideCursor, right: SideCursor) {
    this.#left = left;
    this.#right = right;
    this.#sameLayout = left.input.layout.id === right.input.layout.id;
    this.#unequal = Uint8Array.from(left.cells, (value, cell) =>
      value === right.cells[cell] ? 0 : 1,
    );
    const { map } = left.input.view;
    this.#facets = FACETS.map((facet) => {
      const ranges = facet.regions.map((name) => {
        const { base, count, stride } = map[name];
        return [base, base + count * stride] as const;
      });
      const unequal = ranges.reduce((sum, range) => sum + this.#unequalIn(range), 0);
      const state = { facet, ranges, unequal, differing: NOTHING };
      return { ...state, differing: this.#differingIn(state) };
    });
  }

  get count(): number {
    return this.#facets.reduce((sum, { differing }) => sum + differing.size, 0);
  }

  /** What differs now and did not before, and the other way round. */
  update(touched: readonly number[]): { begins: string[]; ends: string[] } {
    const concerned = this.#facets.filter(({ ranges }) =>
      touched.some((cell) => isIn(ranges, cell)),
    );
    for (const cell of touched) this.#hold(cell);
    const begins: string[] = [];
    const ends: string[] = [];
    for (const state of concerned) {
      const before = state.differing;
      state.differing = this.#differingIn(state);
      for (const key of state.differing) if (!before.has(key)) begins.push(key);
      for (const key of before) if (!state.differing.has(key)) ends.push(key);
    }
    return { begins, ends };
  }

  /** Holds a cell of both against each other. */
  #hold(cell: number): void {
    const now = this.#left.cells[cell] === this.#right.cells[cell] ? 0 : 1;
    const change = now - (this.#unequal[cell] ?? 0);
    if (change === 0) return;
    this.#unequal[cell] = now;
    for (const state of this.#facets) {
      if (isIn(state.ranges, cell)) state.unequal += change;
    }
  }

  #unequalIn([first, end]: readonly [number, number]): number {
    return this.#unequal.subarray(first, end).reduce((sum, one) => sum + one, 0);
  }

  /** Equal cells make equal facts, unless they are read by two layouts. */
  #differingIn({ facet: { factsOf }, unequal }: FacetState): ReadonlySet<string> {
    if (unequal === 0 && this.#sameLayout) return NOTHING;
    const pairs = differences(factsOf(this.#left.input), factsOf(this.#right.input));
    return new Set(pairs.map(({ key }) => key));
  }
}

function isIn(ranges: FacetState['ranges'], cell: number): boolean {
  return ranges.some(([first, end]) => cell >= first && cell < end);
}

/** The facts that differ at one moment, in the order in which they are told. */
export function differencesAt(left: FactInput, right: FactInput): FactPair[] {
  return FACETS.flatMap(({ factsOf }) => differences(factsOf(left), factsOf(right)));
}

/** The moment (1-based) from which on the two are not the same; null if there is none. */
export function firstDivergence(moments: readonly Moment[]): number | null {
  const index = moments.findIndex(isDivergence);
  return index < 0 ? null : index + 1;
}

/** From the first moment at which they part to the last one, with one more on each side. */
export function divergentSpan(moments: readonly Moment[]): StepSpan | null {
  const first = moments.findIndex(isDivergence);
  if (first < 0) return null;
  const last = moments.findLastIndex(isDivergence);
  return { first: Math.max(1, first), last: Math.min(moments.length, last + 2) };
}

/** A moment that a reader who looks for differences wants to stop at. */
export function isDivergence({ mark }: Moment): boolean {
  return mark !== 'same' && mark !== 'agrees';
}
