/**
 * The one memory and the only pen. Every write appends {cell, old, new} to the journal and updates
 * the hash; from that follow undo, redo, the diff of a step and the digest. Nothing else in the
 * project writes a cell.
 *
 * A step is the span of journal entries between two commits. Entries of undone steps stay until a
 * new write overtakes them, which is what redo replays.
 */
import { InvariantViolation, assert } from '../base/assert.ts';
import { MutableWord64, type Word64 } from '../base/word64.ts';
import type { CellReader, MemoryMap } from './cells.ts';
import { cellKeys, mixHi, mixLo, type CellKeys } from './fingerprint.ts';

/** Cells of one journal entry: cell, old value, new value. */
const ENTRY = 3;
/** Cells of one step mark: journal end, hash lo, hash hi, all as they were before the step. */
const MARK = 3;

function grown(array: Int32Array, length: number): Int32Array {
  if (length <= array.length) return array;
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}

function outOfRange(cell: number): never {
  throw new InvariantViolation(`cell ${cell} is outside the memory`);
}

export class Journal implements CellReader {
  readonly map: MemoryMap;
  readonly #cells: Uint32Array;
  readonly #keys: CellKeys;
  readonly #hashedEnd: number;
  /** [lo, hi]: an array and not two fields, because a 32-bit field would be boxed on each write. */
  readonly #hash = new Int32Array(2);
  #entries: Int32Array = new Int32Array(ENTRY * 1024);
  /** Journal cells in use by steps done and by the step under way. */
  #end = 0;
  #marks: Int32Array = new Int32Array(MARK * 256);
  #steps = 0;
  /** Steps that can be done again by redo: those up to here were committed and not overtaken. */
  #stepsKnown = 0;

  constructor(map: MemoryMap) {
    this.map = map;
    this.#cells = new Uint32Array(map.cellCount);
    this.#keys = cellKeys(map);
    this.#hashedEnd = map.hashedEnd;
    this.#mark();
  }

  read(cell: number): number {
    return this.#cells[cell] ?? outOfRange(cell);
  }

  /** Writes a cell. Writing the value that is there already leaves no entry. */
  write(cell: number, value: number): void {
    const old = this.read(cell);
    const next = value >>> 0;
    if (old === next) return;
    const end = this.#end;
    if (end + ENTRY > this.#entries.length) this.#entries = grown(this.#entries, end + ENTRY);
    const entries = this.#entries;
    entries[end] = cell;
    entries[end + 1] = old;
    entries[end + 2] = next;
    this.#end = end + ENTRY;
    this.#stepsKnown = this.#steps;
    this.#cells[cell] = next;
    if (cell < this.#hashedEnd) this.#rehash(cell, old, next);
  }

  /** Steps committed and not undone. */
  get steps(): number {
    return this.#steps;
  }

  /** Ends the step under way. An empty step is a step, too. */
  commit(): void {
    this.#steps += 1;
    this.#stepsKnown = this.#steps;
    this.#mark();
  }

  /** Takes back the last step. False if there is none. */
  undo(): boolean {
    assert(this.#end === this.#startOf(this.#steps), 'undo in the middle of a step');
    if (this.#steps === 0) return false;
    const start = this.#startOf(this.#steps - 1);
    const cells = this.#cells;
    const entries = this.#entries;
    for (let at = this.#end - ENTRY; at >= start; at -= ENTRY) {
      cells[entries[at] ?? outOfRange(at)] = entries[at + 1] ?? 0;
    }
    this.#end = start;
    this.#steps -= 1;
    const mark = this.#steps * MARK;
    this.#hash[0] = this.#marks[mark + 1] ?? 0;
    this.#hash[1] = this.#marks[mark + 2] ?? 0;
    return true;
  }

  /** Does the last undone step again. False if there is none. */
  redo(): boolean {
    assert(this.#end === this.#startOf(this.#steps), 'redo in the middle of a step');
    if (this.#steps === this.#stepsKnown) return false;
    const end = this.#startOf(this.#steps + 1);
    for (let at = this.#end; at < end; at += ENTRY) {
      this.#cells[this.#entries[at] ?? outOfRange(at)] = this.#entries[at + 2] ?? 0;
    }
    this.#end = end;
    this.#steps += 1;
    const mark = this.#steps * MARK;
    this.#hash[0] = this.#marks[mark + 1] ?? 0;
    this.#hash[1] = this.#marks[mark + 2] ?? 0;
    return true;
  }

  /** Forgets all steps: the state as it is becomes the beginning. */
  seal(): void {
    this.#end = 0;
    this.#steps = 0;
    this.#stepsKnown = 0;
    this.#mark();
  }

  /** What step `n` (0-based, committed) changed: a copy of its entries, [cell, old, new] each. */
  entriesOf(n: number): Uint32Array {
    assert(n >= 0 && n < this.#steps, `step ${n} is not in the journal`);
    return new Uint32Array(this.#entries.subarray(this.#startOf(n), this.#startOf(n + 1)));
  }

  hash(): Word64 {
    return new MutableWord64().setHalves({ lo: this.hashLo, hi: this.hashHi });
  }

  /** As a signed 32-bit integer, which needs no box. */
  get hashLo(): number {
    return this.#hash[0] ?? 0;
  }

  get hashHi(): number {
    return this.#hash[1] ?? 0;
  }

  /** The hash computed from all cells; equals `hash()` always: the law that the tests hold. */
  hashFromScratch(): Word64 {
    const word = { lo: 0, hi: 0 };
    for (let cell = 0; cell < this.map.hashedEnd; cell++) {
      const value = this.read(cell);
      if (value === 0) continue;
      word.lo ^= mixLo(this.#keys[cell * 2] ?? 0, value);
      word.hi ^= mixHi(this.#keys[cell * 2 + 1] ?? 0, value);
    }
    return new MutableWord64().setHalves(word);
  }

  /** A copy of all cells: the world, sent once when a run is opened. */
  snapshot(): Uint32Array {
    return this.#cells.slice();
  }

  #rehash(cell: number, old: number, next: number): void {
    const keyLo = this.#keys[cell * 2] as number;
    const keyHi = this.#keys[cell * 2 + 1] as number;
    const hash = this.#hash;
    let lo = hash[0] as number;
    let hi = hash[1] as number;
    if (old !== 0) {
      lo ^= mixLo(keyLo, old);
      hi ^= mixHi(keyHi, old);
    }
    if (next !== 0) {
      lo ^= mixLo(keyLo, next);
      hi ^= mixHi(keyHi, next);
    }
    hash[0] = lo;
    hash[1] = hi;
  }

  #startOf(step: number): number {
    return this.#marks[step * MARK] ?? outOfRange(step);
  }

  #mark(): void {
    const mark = this.#steps * MARK;
    this.#marks = grown(this.#marks, mark + MARK);
    this.#marks[mark] = this.#end;
    this.#marks[mark + 1] = this.#hash[0] ?? 0;
    this.#marks[mark + 2] = this.#hash[1] ?? 0;
  }
}
