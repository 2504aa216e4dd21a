/**
 * The tables at any event. There is one set of cells; going somewhere applies events, or takes them
 * back, or starts from the nearest keyframe, whichever is shorter.
 */
import type { EventTable } from '../events/event-table.ts';
import { emptyLinkChange, emptySilentChange } from './change-log.ts';
import { NONE, WORDS, indexOf } from './page-tables.ts';
import type { TableRebuilder } from './rebuild-tables.ts';

/** What restoring a table from a keyframe costs, in events. */
const EVENTS_PER_TABLE_COPY = 16;

export class TimeTravel {
  private readonly built: TableRebuilder;
  private readonly events: EventTable;
  /** Events before this one are in the tables. */
  position: number;
  private nextTable: number;
  private nextSilent: number;
  private nextLink: number;
  private readonly silent = emptySilentChange();
  private readonly link = emptyLinkChange();

  constructor(built: TableRebuilder, events: EventTable) {
    this.built = built;
    this.events = events;
    this.position = built.position;
    this.nextTable = built.tables.count;
    this.nextSilent = built.log.silentCount;
    this.nextLink = built.log.linkCount;
  }

  /** More was rebuilt, with the tables at the end. */
  follow(): void {
    const { built } = this;
    this.position = built.position;
    this.nextTable = built.tables.count;
    this.nextSilent = built.log.silentCount;
    this.nextLink = built.log.linkCount;
  }

  /** Brings the tables to where all events before `position` have happened. */
  seek(position: number): void {
    const target = Math.max(0, Math.min(position, this.built.position));
    const { keyframes } = this.built;
    const frame = keyframes.nearest(target);
    const viaFrame =
      frame < 0
        ? Infinity
        : Math.abs(keyframes.position(frame) - target) +
          this.built.tables.count * EVENTS_PER_TABLE_COPY;
    if (viaFrame < Math.abs(target - this.position)) this.jump(frame);
    while (this.position < target) this.goForward(target);
    while (this.position > target) this.goBackward(target);
  }

  private jump(frame: number): void {
    const { keyframes, log, tables } = this.built;
    const position = keyframes.position(frame);
    keyframes.restore(frame);
    this.moveLinks(position);
    this.position = position;
    this.nextSilent = log.silentsBefore(position);
    while (this.nextTable > 0 && (tables.createdAt[this.nextTable - 1] ?? 0) >= position) {
      this.nextTable -= 1;
    }
    while (this.nextTable < tables.count && (tables.createdAt[this.nextTable] ?? 0) < position) {
      this.nextTable += 1;
    }
  }

  private moveLinks(position: number): void {
    const { log, tables } = this.built;
    const target = log.linksBefore(position);
    for (; this.nextLink < target; this.nextLink++) {
      const { index, table, to } = log.readLink(this.nextLink, this.link);
      tables.setChild(table, index, to);
    }
    while (this.nextLink > target) {
      this.nextLink -= 1;
      const { from, index, table } = log.readLink(this.nextLink, this.link);
      tables.setChild(table, index, from);
    }
  }

  /** Up to the next event with which more comes than its own change, and over that one. */
  private goForward(target: number): void {
    const { log, tables } = this.built;
    const next = Math.min(
      target,
      this.nextTable < tables.count ? (tables.createdAt[this.nextTable] ?? NONE) : NONE,
      this.nextSilent < log.silentCount ? log.silentEvent(this.nextSilent) : NONE,
      this.nextLink < log.linkCount ? log.linkEvent(this.nextLink) : NONE,
    );
    this.write(this.position, next);
    this.position = next;
    if (next < target) this.stepForward();
  }

  private goBackward(target: number): void {
    const { log, tables } = this.built;
    const last = Math.max(
      target,
      this.nextTable > 0 ? (tables.createdAt[this.nextTable - 1] ?? 0) + 1 : 0,
      this.nextSilent > 0 ? log.silentEvent(this.nextSilent - 1) + 1 : 0,
      this.nextLink > 0 ? log.linkEvent(this.nextLink - 1) + 1 : 0,
    );
    this.unwrite(this.position, last);
    this.position = last;
    if (last > target) this.stepBackward();
  }

  private stepForward(): void {
    const event = this.position;
    const { log, tables } = this.built;
    const { cells } = tables;
    while (this.nextTable < tables.count && tables.createdAt[this.nextTable] === event) {
      tables.refill(this.nextTable);
      this.nextTable += 1;
    }
    while (this.nextSilent < log.silentCount && log.silentEvent(this.nextSilent) === event) {
      const { toHi, toLo, word } = log.readSilent(this.nextSilent, this.silent);
      cells[word] = toLo;
      cells[word + 1] = toHi;
      this.nextSilent += 1;
    }
    this.write(event, event + 1);
    this.position = event + 1;
    this.moveLinks(event + 1);
  }

  private stepBackward(): void {
    const event = this.position - 1;
    const { log, tables } = this.built;
    const { cells } = tables;
    this.moveLinks(event);
    this.unwrite(event + 1, event);
    while (this.nextSilent > 0 && log.silentEvent(this.nextSilent - 1) === event) {
      this.nextSilent -= 1;
      const { fromHi, fromLo, word } = log.readSilent(this.nextSilent, this.silent);
      cells[word] = fromLo;
      cells[word + 1] = fromHi;
    }
    while (this.nextTable > 0 && tables.createdAt[this.nextTable - 1] === event) {
      this.nextTable -= 1;
    }
    this.position = event;
  }

  /** What the events from `start` up to `end` say that their entries became. */
  private write(start: number, end: number): void {
    const { bHi, bLo, gfnLo, packed, table: tableOf } = this.events;
    const { cells, level } = this.built.tables;
    for (let event = start; event < end; event++) {
      const table = tableOf[event] ?? NONE;
      if (table === NONE) continue;
      const gfnHi = (packed[event] ?? 0) & 0xff;
      const word = table * WORDS + 2 * indexOf(level[table] ?? 1, gfnLo[event] ?? 0, gfnHi);
      cells[word] = bLo[event] ?? 0;
      cells[word + 1] = bHi[event] ?? 0;
    }
  }

  /** What the events before `end`, back to `start`, say that their entries were. */
  private unwrite(end: number, start: number): void {
    const { aHi, aLo, gfnLo, packed, table: tableOf } = this.events;
    const { cells, level } = this.built.tables;
    for (let event = end - 1; event >= start; event--) {
      const table = tableOf[event] ?? NONE;
      if (table === NONE) continue;
      const gfnHi = (packed[event] ?? 0) & 0xff;
      const word = table * WORDS + 2 * indexOf(level[table] ?? 1, gfnLo[event] ?? 0, gfnHi);
      cells[word] = aLo[event] ?? 0;
      cells[word + 1] = aHi[event] ?? 0;
    }
  }
}
