/**
 * The facts of two machines at moment after moment. A step changes a few cells of thousands: only facts
 * that are made of those are told anew, and only pairs of such facts are held against each other again.
 */
import type { StateMap } from '../../engine/state/state-map.ts';
import { changedCells, type Mirror } from '../mirror/mirror.ts';
import { pairFacts, pairOf, type FactPair, type PairOf } from './differences.ts';
import type { Fact, Facet, FactInput, FactTeller } from './fact.ts';
import { FACETS } from './machine-facts.ts';

/** A machine at a moment, with the pages of cells that its view reads: those that no step wrote are the same. */
export interface MachineAt extends FactInput {
  readonly pages: Mirror['pages'];
}

/** Of one comparison: both layouts, the actors and the map stay the same. */
export class FactsAlong {
  readonly #left = new SideFacts();
  readonly #right = new SideFacts();
  readonly #pairOf = keptPairs();

  pairsAt(left: MachineAt, right: MachineAt): FactPair[] {
    return pairFacts(this.#left.at(left), this.#right.at(right), this.#pairOf);
  }
}

interface FacetFacts {
  readonly facet: Facet;
  readonly tell: FactTeller;
  facts: readonly Fact[];
}

class SideFacts {
  #pages: Mirror['pages'] | null = null;
  readonly #facets = FACETS.map((facet): FacetFacts => {
    return { facet, tell: facet.createTeller?.() ?? facet.factsOf, facts: [] };
  });

  at(machine: MachineAt): Fact[] {
    const before = this.#pages;
    const changed = before && changedCells(before, machine.pages);
    for (const state of this.#facets) {
      const mine = changed && changed.filter((cell) => isOf(state.facet, machine.view.map, cell));
      if (mine?.length !== 0) state.facts = state.tell(machine, mine);
    }
    this.#pages = machine.pages;
    return this.#facets.flatMap(({ facts }) => facts);
  }
}

function isOf({ regions }: Facet, map: StateMap, cell: number): boolean {
  return regions.some((name) => {
    const { base, count, stride } = map[name];
    return cell >= base && cell < base + count * stride;
  });
}

function keptPairs(): PairOf {
  const kept = new WeakMap<Fact, FactPair>();
  return (left, right) => {
    const last = left === null ? undefined : kept.get(left);
    if (last !== undefined && last.right === right) return last;
    const pair = pairOf(left, right);
    if (left !== null) kept.set(left, pair);
    return pair;
  };
}
