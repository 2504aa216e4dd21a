/**
 * Two runs under one cursor: moment by moment what each does, and from when on the machines differ.
 * Facts are told anew only where a step has touched what they are made of.
 */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';
import { viewOfMirror } from '../mirror/mirror.ts';
import type { Pairing } from './align-runs.ts';
import { differences, type FactPair } from './differences.ts';
import type { Fact, Facet, FactInput } from './fact.ts';
import { FACETS } from './machine-facts.ts';
import { sameStep } from './same-step.ts';

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
  const [left, right] = [
    new SideCursor(request, request.left),
    new SideCursor(request, request.right),
  ];
  const tracker = new DifferenceTracker(left.input, right.input);
  let [leftDone, rightDone] = [0, 0];
  return request.pairings.map((pairing) => {
    const mine = request.left.records[pairing.left - 1];
    const theirs = request.right.records[pairing.right - 1];
    const touched = [...left.apply(mine), ...right.apply(theirs)];
    if (mine !== undefined) leftDone = pairing.left;
    if (theirs !== undefined) rightDone = pairing.right;
    const { begins, ends } = tracker.update(touched);
    const mark = markOf({
      mine,
      theirs,
      begins,
      ends,
      layouts: [request.left.layout, request.right.layout],
    });
    return { ...pairing, mark, leftDone, rightDone, begins, differing: tracker.count };
  });
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
  readonly #cells: Uint32Array;

  constructor({ actors, map, places }: CompareRequest, { cells, layout }: SideRun) {
    this.#cells = cells.slice();
    const view = viewOfMirror(map, { cells: this.#cells, position: 0 });
    this.input = { view, layout, actors, places };
  }

  /** The cells that the step wrote. */
  apply(record: StepRecord | undefined): number[] {
    const touched: number[] = [];
    const diff = record?.diff ?? new Uint32Array();
    for (let at = 0; at < diff.length; at += 3) {
      const cell = diff[at] ?? 0;
      this.#cells[cell] = diff[at + 2] ?? 0;
      touched.push(cell);
    }
    return touched;
  }
}

interface FacetState {
  readonly facet: Facet;
  differing: ReadonlySet<string>;
}

class DifferenceTracker {
  readonly #left: FactInput;
  readonly #right: FactInput;
  readonly #facets: readonly FacetState[];

  constructor(left: FactInput, right: FactInput) {
    this.#left = left;
    this.#right = right;
    this.#facets = FACETS.map((facet) => ({ facet, differing: this.#differingIn(facet) }));
  }

  get count(): number {
    return this.#facets.reduce((sum, { differing }) => sum + differing.size, 0);
  }

  /** What differs now and did not before, and the other way round. */
  update(touched: readonly number[]): { begins: string[]; ends: string[] } {
    const begins: string[] = [];
    const ends: string[] = [];
    for (const state of this.#facets) {
      if (!this.#concerns(state.facet, touched)) continue;
      const before = state.differing;
      state.differing = this.#differingIn(state.facet);
      for (const key of state.differing) if (!before.has(key)) begins.push(key);
      for (const key of before) if (!state.differing.has(key)) ends.push(key);
    }
    return { begins, ends };
  }

  #differingIn({ factsOf }: Facet): ReadonlySet<string> {
    const pairs = differences(factsOf(this.#left), factsOf(this.#right));
    return new Set(pairs.map(({ key }) => key));
  }

  #concerns({ regions }: Facet, touched: readonly number[]): boolean {
    const { map } = this.#left.view;
    return regions.some((name) => {
      const { base, count, stride } = map[name];
      return touched.some((cell) => cell >= base && cell < base + count * stride);
    });
  }
}

/** The facts that differ at one moment, in the order in which they are told. */
export function differencesAt(left: FactInput, right: FactInput): FactPair[] {
  return FACETS.flatMap(({ factsOf }) => differences(factsOf(left), factsOf(right)));
}

export function factsAt(input: FactInput): Fact[] {
  return FACETS.flatMap(({ factsOf }) => factsOf(input));
}

/** The moment (1-based) from which on the two are not the same; null if there is none. */
export function firstDivergence(moments: readonly Moment[]): number | null {
  const index = moments.findIndex(isDivergence);
  return index < 0 ? null : index + 1;
}

/** A moment that a reader who looks for differences wants to stop at. */
export function isDivergence({ mark }: Moment): boolean {
  return mark !== 'same' && mark !== 'agrees';
}
