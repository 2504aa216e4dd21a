/**
 * What is true of a machine at one moment, fact by fact, in a form in which two machines can be held
 * against each other: of what layout the bits are, and which frame a table was given, is left out.
 */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { StateView } from '../../engine/state/readers.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { ActorInfo } from '../../protocol/run.ts';
import type { CodePlace } from '../machine/actor-now.ts';

export type FactGroup = 'tables' | 'vcpus' | 'locks' | 'pages' | 'threads' | 'counters';

export interface FactBit {
  readonly letter: string;
  readonly set: boolean;
}

export interface Fact {
  /** The same in both machines, and at every moment. */
  readonly key: string;
  readonly group: FactGroup;
  /** What it is about, as in a sentence: `vCPU 0's TLB entry for gfn 0x10`. */
  readonly subject: string;
  /** The same in a table whose heading says the rest: `gfn 0x10`. */
  readonly name: string;
  readonly bits: readonly FactBit[];
  /** All of it that is no bit: `pfn 0x9a05`. */
  readonly text: string;
  /** What is true where there is no such fact: `no entry`. */
  readonly absent: string;
}

/** One machine, as far as facts are told of it. */
export interface FactInput {
  readonly view: StateView;
  readonly layout: SpteLayout;
  readonly actors: readonly ActorInfo[];
  readonly places: ReadonlyMap<number, CodePlace>;
}

export type RegionName = Exclude<keyof StateMap, 'shape' | 'memory'>;

/** Facts that depend on some regions only: while those stay as they are, so do the facts. */
export interface Facet {
  readonly regions: readonly RegionName[];
  readonly factsOf: (input: FactInput) => Fact[];
  /** For those that are many: whoever tells them moment after moment need not make all of them anew. */
  readonly createTeller?: () => FactTeller;
}

/**
 * The facts of one machine, as `factsOf` tells them; those that are as they were are the same objects.
 * `changed`: the cells that may hold something else than the last time; null at first.
 */
export type FactTeller = (input: FactInput, changed: readonly number[] | null) => Fact[];
