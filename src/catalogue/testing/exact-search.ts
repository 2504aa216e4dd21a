/**
 * The search, the plain way: every step is done, and whole states are kept and compared, so that there is
 * neither a memory of steps to be wrong nor a fingerprint to be shared. It numbers states in the order in
 * which it comes to them.
 */
import { assert } from '../../base/assert.ts';
import type { Machine } from '../../engine/machine.ts';
import { NO_STATE } from '../../explorer/state-graph.ts';

export interface ExactGraph {
  /** Per state: for each way, the state it leads to, or NO_STATE. */
  readonly successors: number[][];
  /** Per state: for each way, the bits of the properties it violates. */
  readonly violations: number[][];
}

/** Whole states as strings: a character per cell ever written, which says the how manieth value it holds. */
class StateKeys {
  readonly #machine: Machine;
  readonly #first: Uint32Array;
  /** Per cell: its place in a key plus 1; 0 if it was never written. */
  readonly #places: Uint32Array;
  /** Per place: the values that the cell was seen to hold, the first one first. */
  readonly #values: number[][] = [];
  #row = Buffer.alloc(64);

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#first = machine.snapshot();
    this.#places = new Uint32Array(machine.map.memory.cellCount);
  }

  /** Takes in the step just done; returns what `undo` needs. */
  do(): Uint32Array {
    const entries = this.#machine.entriesOf(this.#machine.position - 1);
    for (let at = 0; at < entries.length; at += 3) this.#note(entries[at], entries[at + 2]);
    return entries;
  }

  undo(entries: Uint32Array): void {
    for (let at = entries.length - 3; at >= 0; at -= 3) this.#note(entries[at], entries[at + 1]);
  }

  /** Trailing cells with their first values are left out: they may not have been met before. */
  key(): string {
    let length = this.#values.length;
    while (length > 0 && this.#row[length - 1] === 0) length -= 1;
    return this.#row.toString('latin1', 0, length);
  }

  /** Counters are no part of a state. */
  #note(cell = 0, value = 0): void {
    if (cell >= this.#machine.map.memory.hashedEnd) return;
    if (this.#places[cell] === 0) this.#places[cell] = this.#values.push([this.#first[cell] ?? 0]);
    const place = (this.#places[cell] ?? 0) - 1;
    const values = this.#values[place] ?? [];
    let code = values.indexOf(value);
    if (code < 0) code = values.push(value) - 1;
    assert(code < 256, 'a cell holds more values than a character');
    if (place >= this.#row.length) this.#row = Buffer.concat([this.#row, Buffer.alloc(place)]);
    this.#row[place] = code;
  }
}

export function exactSearch(machine: Machine): ExactGraph {
  const keys = new StateKeys(machine);
  const known = new Map([[keys.key(), 0]]);
  const ways = machine.actorCount * machine.variantsMax;
  const graph: ExactGraph = { successors: [], violations: [] };
  const visit = (state: number): void => {
    const successors = Array.from({ length: ways }, () => NO_STATE);
    const violations = Array.from({ length: ways }, () => 0);
    graph.successors[state] = successors;
    graph.violations[state] = violations;
    for (let way = 0; way < ways; way++) {
      const actor = Math.floor(way / machine.variantsMax);
      const variant = way % machine.variantsMax;
      if (variant >= machine.variants(actor)) continue;
      violations[way] = machine.step({ actor, variant });
      const entries = keys.do();
      const key = keys.key();
      const next = known.get(key) ?? known.size;
      successors[way] = next;
      if (next === known.size) {
        known.set(key, next);
        visit(next);
      }
      machine.undo();
      keys.undo(entries);
    }
  };
  visit(0);
  return graph;
}
