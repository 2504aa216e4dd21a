/**
 * Values of events that have no column: a fault's instruction pointer, say. Each takes as many bytes as
 * it needs, seven bits a byte. How many an event has is said by its format, so the place of the first
 * one is found by going over those of its block.
 */
import { EVENT_FORMATS } from './event-kinds.ts';
import { Uint32List, grown } from './grow.ts';

const EVENTS_PER_BLOCK = 128;
const BYTES_MIN = 4096;
/** Ten bytes hold 64 bits. */
const VALUE_BYTES_MAX = 10;
const TWO_32 = 0x1_0000_0000;

const EXTRAS_OF_FORMAT = Uint8Array.from(EVENT_FORMATS, ({ pattern }) => pattern?.extras ?? 0);

export interface ExtraValue {
  readonly lo: number;
  readonly hi: number;
}

export class ExtraValues {
  private buffer = new Uint8Array(BYTES_MIN);
  private used = 0;
  /** Where each block of events begins. */
  private readonly blocks = new Uint32List();

  get bytes(): number {
    return this.buffer.length + this.blocks.bytes;
  }

  /** To be called for every event, before its values are pushed. */
  begin(event: number): void {
    if (event % EVENTS_PER_BLOCK === 0) this.blocks.push(this.used);
  }

  /** How much there is; with `rewind`, takes back the values of a message that turned out otherwise. */
  mark(): number {
    return this.used;
  }

  rewind(mark: number): void {
    this.used = mark;
  }

  push(lo: number, hi: number): void {
    if (this.used + VALUE_BYTES_MAX > this.buffer.length) {
      this.buffer = grown(this.buffer, this.buffer.length * 2);
    }
    let low = lo;
    let high = hi;
    while (high !== 0 || low >= 0x80) {
      this.buffer[this.used] = (low & 0x7f) | 0x80;
      this.used += 1;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.buffer[this.used] = low;
    this.used += 1;
  }

  /** The values of an event, in the order in which they stand in its message. */
  read(formats: Uint8Array, event: number): readonly ExtraValue[] {
    const block = Math.floor(event / EVENTS_PER_BLOCK);
    let at = this.blocks.at(block);
    for (let other = block * EVENTS_PER_BLOCK; other < event; other++) {
      for (let n = EXTRAS_OF_FORMAT[formats[other] ?? 0] ?? 0; n > 0; n--) at = this.end(at);
    }
    return Array.from({ length: EXTRAS_OF_FORMAT[formats[event] ?? 0] ?? 0 }, () => {
      const start = at;
      at = this.end(at);
      return this.value(start, at);
    });
  }

  trim(): void {
    this.buffer = grown(this.buffer, Math.max(this.used, 1));
    this.blocks.trim();
  }

  private end(start: number): number {
    let at = start;
    while ((this.buffer[at] ?? 0) >= 0x80) at += 1;
    return at + 1;
  }

  private value(start: number, end: number): ExtraValue {
    let lo = 0;
    let hi = 0;
    for (let at = end - 1; at >= start; at--) {
      hi = ((hi << 7) | (lo >>> 25)) >>> 0;
      lo = (((lo << 7) >>> 0) + ((this.buffer[at] ?? 0) & 0x7f)) % TWO_32;
    }
    return { lo, hi };
  }
}
