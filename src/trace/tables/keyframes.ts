/**
 * Copies of the tables at moments far apart, so that going to any event is never far. A keyframe holds
 * only the tables that changed since the one before it, and is taken when there are events enough to
 * carry its bytes.
 */
import { WORDS, type PageTables } from './page-tables.ts';

/** What keyframes may take for each event there is. */
const BYTES_PER_EVENT = 2;
/** How often it is asked whether one is due. */
const INTERVAL = 1 << 14;
const TABLE_BYTES = WORDS * 4;

interface Keyframe {
  readonly position: number;
  readonly copies: ReadonlyMap<number, Uint32Array>;
}

export class Keyframes {
  private readonly tables: PageTables;
  private readonly interval: number;
  private readonly bytesPerEvent: number;
  private readonly frames: Keyframe[] = [];
  bytes = 0;

  constructor(tables: PageTables, interval = INTERVAL, bytesPerEvent = BYTES_PER_EVENT) {
    this.tables = tables;
    this.interval = interval;
    this.bytesPerEvent = bytesPerEvent;
  }

  get count(): number {
    return this.frames.length;
  }

  /** To be called while the tables are rebuilt, at every position. */
  takeIfDue(position: number): void {
    if (position === 0 || position % this.interval !== 0) return;
    const changed = this.tables.changedCount();
    if (this.bytes + changed * TABLE_BYTES > position * this.bytesPerEvent) return;
    this.take(position);
  }

  /** The keyframe nearest to a position, by events between; -1 if there is none. */
  nearest(position: number): number {
    let best = -1;
    let bestDistance = Infinity;
    this.frames.forEach((frame, i) => {
      const distance = Math.abs(frame.position - position);
      if (distance < bestDistance) {
        best = i;
        bestDistance = distance;
      }
    });
    return best;
  }

  position(frame: number): number {
    return this.frames[frame]?.position ?? 0;
  }

  /** Puts back the cells of every table there was; later tables are filled when they appear. */
  restore(frame: number): void {
    const { cells, count, createdAt } = this.tables;
    const position = this.position(frame);
    for (let table = 0; table < count; table++) {
      if ((createdAt[table] ?? 0) >= position) break;
      const copy = this.copyOf(table, frame);
      if (copy !== undefined) cells.set(copy, table * WORDS);
    }
  }

  private take(position: number): void {
    const { tables } = this;
    const copies = new Map<number, Uint32Array>();
    for (let table = 0; table < tables.count; table++) {
      if (tables.changed[table] === 0) continue;
      tables.changed[table] = 0;
      copies.set(table, tables.cells.slice(table * WORDS, (table + 1) * WORDS));
    }
    this.bytes += copies.size * TABLE_BYTES;
    this.frames.push({ position, copies });
  }

  private copyOf(table: number, frame: number): Uint32Array | undefined {
    for (let i = frame; i >= 0; i--) {
      const copy = this.frames[i]?.copies.get(table);
      if (copy !== undefined) return copy;
    }
    return undefined;
  }
}
