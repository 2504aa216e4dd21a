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
import { ENTRY, expandedEntries, fillPairs, rangeOfFill, wordAt } from './journal-entries.ts';
import { PairHashes } from './pair-hashes.ts';
import type { ReadTrace } from './read-trace.ts';

/** A shorter run of equal pairs is written cell by cell. */
const FILL_PAIRS_MIN = 8;
/** Cells of one step mark: journal end, hash lo, hash hi, all as they were before the step. */
const MARK = 3;

function grown(array: Int32Array, length: number): Int32Array {
  if (length <= array.length) return array;
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}

/** What a step does: [cell, value] in a range of writes, counters left out, and its share of the hash. */
export interface KnownStep {
  readonly first: number;
  readonly end: number;
  readonly hashLo: number;
  readonly hashHi: number;
}

function outOfRange(cell: number): never {
  throw new InvariantViolation(`cell ${cell} is outside the memory`);
}

export class Journal implements CellReader {
  readonly map: MemoryMap;
  readonly #cells: Uint32Array;
  readonly #keys: CellKeys;
  readonly #pairHashes: PairHashes;
  readonly #hashedEnd: number;
  /** [lo, hi]: an array and not two fields, because a 32-bit field would be boxed on each write. */
  readonly #hash = new Int32Array(2);
  #trace: ReadTrace | null = null;
  #entries: Int32Array = new Int32Array(ENTRY * 1024);
  /** Journal cells in use by steps done and by the step under way. */
  #end = 0;
  /** The hash knows of the entries below this one: the others are taken in when the step ends. */
  #hashedTo = 0;
  #marks: Int32Array = new Int32Array(MARK * 256);
  #steps = 0;
  /** Steps that can be done again by redo: those up to here were committed and not overtaken. */
  #stepsKnown = 0;

  constructor(map: MemoryMap) {
    this.map = map;
    this.#cells = new Uint32Array(map.cellCount);
    this.#keys = cellKeys(map);
    this.#pairHashes = new PairHashes(this.#keys);
    this.#hashedEnd = map.hashedEnd;
    this.#mark();
  }

  read(cell: number): number {
    const value = this.#cells[cell] ?? outOfRange(cell);
    if (this.#trace !== null) this.#trace.note(cell, value);
    return value;
  }

  /** The cells, for those who read very many of them; never written through. */
  get cells(): ArrayLike<number> {
    return this.#cells;
  }

  /** From now on, notes what is read; null: no more. */
  traceTo(trace: ReadTrace | null): void {
    this.#trace = trace;
  }

  /** Writes a cell. Writing the value that is there already leaves no entry. */
  write(cell: number, value: number): void {
    const old = this.read(cell);
    const next = value >>> 0;
    if (old !== next) this.#change(cell, old, next);
  }

  /** Writes the cells from `first` to `end` (exclusive). */
  writeAll(first: number, end: number, value: number): void {
    const next = value >>> 0;
    for (let cell = first; cell < end; cell++) {
      const old = this.read(cell);
      if (old !== next) this.#change(cell, old, next);
    }
  }

  /** Writes pairs of cells from `first` to `end` (exclusive): entries of page tables, which are many. */
  writePairs(first: number, end: number, value: Word64): void {
    for (let cell = first; cell < end;) {
      const runEnd = this.pairRunEnd(cell, end);
      if (runEnd - cell >= 2 * FILL_PAIRS_MIN) this.#fill(cell, runEnd, value);
      else {
        for (let at = cell; at < runEnd; at += 2) {
          this.write(at, value.lo);
          this.write(at + 1, value.hi);
        }
      }
      cell = runEnd;
    }
  }

  /** Where the run of equal pairs ends that begins at `cell`; at `end` at the latest. */
  pairRunEnd(cell: number, end: number): number {
    this.#trace?.noteMany();
    const cells = this.#cells;
    const lo = cells[cell];
    const hi = cells[cell + 1];
    let at = cell + 2;
    while (at < end && cells[at] === lo && cells[at + 1] === hi) at += 2;
    return at;
  }

  #change(cell: number, old: number, next: number): void {
    this.#append(cell, old, next);
    this.#cells[cell] = next;
  }

  #append(first: number, second: number, third: number): void {
    const end = this.#end;
    if (end + ENTRY > this.#entries.length) this.#entries = grown(this.#entries, end + ENTRY);
    const entries = this.#entries;
    entries[end] = first;
    entries[end + 1] = second;
    entries[end + 2] = third;
    this.#end = end + ENTRY;
  }

  /** All pairs of the range hold the same. */
  #fill(first: number, end: number, value: Word64): void {
    const lo = this.read(first);
    const hi = this.read(first + 1);
    if (lo === value.lo && hi === value.hi) return;
    this.#append(-((end - first) >> 1), lo, hi);
    this.#append(~first, value.lo, value.hi);
    fillPairs(this.#cells, { first, end }, value);
  }

  /** Steps committed and not undone. */
  get steps(): number {
    return this.#steps;
  }

  /** Ends the step under way. An empty step is a step, too. */
  commit(): void {
    this.#hashEntries();
    this.#steps += 1;
    this.#stepsKnown = this.#steps;
    this.#mark();
  }

  /** Does a step that is known. Each cell is written once, and holds another value by then. */
  repeat(writes: Uint32Array, { first, end, hashLo, hashHi }: KnownStep): void {
    const room = this.#end + ((end - first) >> 1) * ENTRY;
    if (room > this.#entries.length) this.#entries = grown(this.#entries, room);
    const cells = this.#cells;
    const entries = this.#entries;
    let to = this.#end;
    for (let at = first; at < end; at += 2) {
      const cell = writes[at] as number;
      const next = writes[at + 1] as number;
      entries[to] = cell;
      entries[to + 1] = cells[cell] as number;
      entries[to + 2] = next;
      cells[cell] = next;
      to += ENTRY;
    }
    this.#end = to;
    this.#hashedTo = to;
    this.#hash[0] = (this.#hash[0] as number) ^ hashLo;
    this.#hash[1] = (this.#hash[1] as number) ^ hashHi;
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
      const cell = entries[at] ?? outOfRange(at);
      if (cell >= 0) {
        cells[cell] = entries[at + 1] ?? 0;
        continue;
      }
      at -= ENTRY;
      fillPairs(cells, rangeOfFill(entries, at), wordAt(entries, at + 1));
    }
    this.#end = start;
    this.#hashedTo = start;
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
    const entries = this.#entries;
    for (let at = this.#end; at < end; at += ENTRY) {
      const cell = entries[at] ?? outOfRange(at);
      if (cell >= 0) {
        this.#cells[cell] = entries[at + 2] ?? 0;
        continue;
      }
      fillPairs(this.#cells, rangeOfFill(entries, at), wordAt(entries, at + ENTRY + 1));
      at += ENTRY;
    }
    this.#end = end;
    this.#hashedTo = end;
    this.#steps += 1;
    const mark = this.#steps * MARK;
    this.#hash[0] = this.#marks[mark + 1] ?? 0;
    this.#hash[1] = this.#marks[mark + 2] ?? 0;
    return true;
  }

  /** Forgets all steps: the state as it is becomes the beginning. */
  seal(): void {
    this.#hashEntries();
    this.#end = 0;
    this.#hashedTo = 0;
    this.#steps = 0;
    this.#stepsKnown = 0;
    this.#mark();
  }

  /** What step `n` (0-based, committed) changed: a copy of its entries, [cell, old, new] each. */
  entriesOf(n: number): Uint32Array {
    assert(n >= 0 && n < this.#steps, `step ${n} is not in the journal`);
    return expandedEntries(this.#entries.subarray(this.#startOf(n), this.#startOf(n + 1)));
  }

  hash(): Word64 {
    this.#hashEntries();
    return new MutableWord64().setHalves({ lo: this.hashLo, hi: this.hashHi });
  }

  /** As a signed 32-bit integer, which needs no box; of the state after the last commit. */
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

  /** Takes the entries since the last time into the hash: in one loop, which is faster than one by one. */
  #hashEntries(): void {
    const entries = this.#entries;
    const keys = this.#keys;
    let lo = this.#hash[0] as number;
    let hi = this.#hash[1] as number;
    for (let at = this.#hashedTo; at < this.#end; at += ENTRY) {
      const cell = entries[at] as number;
      if (cell >= this.#hashedEnd) continue;
      if (cell < 0) {
        const range = rangeOfFill(entries, at);
        const old = this.#pairHashes.of(wordAt(entries, at + 1));
        const next = this.#pairHashes.of(wordAt(entries, at + ENTRY + 1));
        lo ^= old.lo(range) ^ next.lo(range);
        hi ^= old.hi(range) ^ next.hi(range);
        at += ENTRY;
        continue;
      }
      const keyLo = keys[cell * 2] as number;
      const keyHi = keys[cell * 2 + 1] as number;
      const old = entries[at + 1] as number;
      const next = entries[at + 2] as number;
      if (old !== 0) {
        lo ^= mixLo(keyLo, old);
        hi ^= mixHi(keyHi, old);
      }
      if (next !== 0) {
        lo ^= mixLo(keyLo, next);
        hi ^= mixHi(keyHi, next);
      }
    }
    this.#hash[0] = lo;
    this.#hash[1] = hi;
    this.#hashedTo = this.#end;
  }

  #startOf(step: number): number {
    return this.#marks[step * MARK] ?? outOfRange(step);
  }

  #mark(): void {
    const mark = this.#steps * MARK;
    if (mark + MARK > this.#marks.length) this.#marks = grown(this.#marks, mark + MARK);
    this.#marks[mark] = this.#end;
    this.#marks[mark + 1] = this.#hash[0] ?? 0;
    this.#marks[mark + 2] = this.#hash[1] ?? 0;
  }
}
