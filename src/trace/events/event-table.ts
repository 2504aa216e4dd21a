/**
 * The kept events, column by column: 28 bytes an event, and 4 for the page table it changed. Messages
 * kept as text, and values that have no column, stand in pools beside.
 */
import { InternedBytes } from '../text/interned-bytes.ts';
import { SLOT } from '../text/message-pattern.ts';
import { TextPool } from '../text/text-pool.ts';
import { KIND_OF_FORMAT } from './event-kinds.ts';
import { ExtraValues } from './extra-values.ts';
import { TimeColumn } from './time-column.ts';
import { Uint32List, grown } from './grow.ts';

/** `table` of an event that changed no entry. */
export const NO_TABLE = 0xffff_ffff;

const CAPACITY_MIN = 1024;
const TWO_32 = 0x1_0000_0000;

/** How the small fields share the column `packed`. */
const LEVEL_SHIFT = 8;
const AS_SHIFT = 12;
const VCPU_SHIFT = 14;
const FLAG0_SHIFT = 28;
const FLAG1_SHIFT = 29;
const GFN_HI_MASK = 0xff;
export const VCPU_MAX = 0x3ffe;

export class EventTable {
  count = 0;
  format = new Uint8Array(CAPACITY_MIN);
  /** In units of the last digit of the trace's clock. */
  readonly time = new TimeColumn();
  /** Who, where: a number of `contexts`. */
  context: Uint8Array | Uint16Array | Uint32Array = new Uint8Array(CAPACITY_MIN);
  gfnLo = new Uint32Array(CAPACITY_MIN);
  packed = new Uint32Array(CAPACITY_MIN);
  aLo = new Uint32Array(CAPACITY_MIN);
  aHi = new Uint32Array(CAPACITY_MIN);
  bLo = new Uint32Array(CAPACITY_MIN);
  bHi = new Uint32Array(CAPACITY_MIN);
  /** The page table whose entry the event changed: filled when the tables are rebuilt. */
  table = new Uint32Array(CAPACITY_MIN);
  readonly extras = new ExtraValues();
  readonly words = new InternedBytes();
  readonly pool = new TextPool();
  /** Before which event lines stand that are no events, and how many up to there. */
  private readonly gapEvent = new Uint32List();
  private readonly gapLines = new Uint32List();

  get bytes(): number {
    const columns = this.format.length * (1 + this.context.BYTES_PER_ELEMENT + 7 * 4);
    const beside = this.time.bytes + this.extras.bytes + this.words.bytes + this.pool.bytes;
    return columns + beside + this.gapEvent.bytes + this.gapLines.bytes;
  }

  kind(event: number): number {
    return KIND_OF_FORMAT[this.format[event] ?? 0] ?? 0;
  }

  gfn(event: number): number {
    return ((this.packed[event] ?? 0) & GFN_HI_MASK) * TWO_32 + (this.gfnLo[event] ?? 0);
  }

  level(event: number): number {
    return ((this.packed[event] ?? 0) >>> LEVEL_SHIFT) & 0xf;
  }

  asId(event: number): number {
    return ((this.packed[event] ?? 0) >>> AS_SHIFT) & 3;
  }

  /** -1: the event names none. */
  vcpu(event: number): number {
    return (((this.packed[event] ?? 0) >>> VCPU_SHIFT) & 0x3fff) - 1;
  }

  flag0(event: number): boolean {
    return (((this.packed[event] ?? 0) >>> FLAG0_SHIFT) & 1) === 1;
  }

  flag1(event: number): boolean {
    return (((this.packed[event] ?? 0) >>> FLAG1_SHIFT) & 1) === 1;
  }

  /** A line that is no event stands before the next event. */
  addGap(): void {
    const lines = this.gapLines.length === 0 ? 0 : this.gapLines.last();
    if (this.gapEvent.length > 0 && this.gapEvent.last() === this.count) {
      this.gapLines.set(this.gapLines.length - 1, lines + 1);
    } else {
      this.gapEvent.push(this.count);
      this.gapLines.push(lines + 1);
    }
  }

  /** The line of an event, from 1. */
  line(event: number): number {
    const gap = this.gapEvent.countBelow(event + 1);
    return event + 1 + (gap === 0 ? 0 : this.gapLines.at(gap - 1));
  }

  /** Makes room for one more event; the caller fills its columns and then counts it. */
  reserve(): number {
    const { count, format } = this;
    if (count === format.length) this.resize(count * 2);
    return count;
  }

  /** Who did it: a number of the contexts. The column is as wide as it must be. */
  setContext(event: number, context: number): void {
    if (context > 0xff && this.context instanceof Uint8Array) {
      this.context = Uint16Array.from(this.context);
    }
    if (context > 0xffff && this.context instanceof Uint16Array) {
      this.context = Uint32Array.from(this.context);
    }
    this.context[event] = context;
  }

  trim(): void {
    this.resize(Math.max(this.count, 1));
    this.time.trim();
    this.extras.trim();
    this.pool.trim();
    this.gapEvent.trim();
    this.gapLines.trim();
  }

  private resize(capacity: number): void {
    this.format = grown(this.format, capacity);
    this.context = grown(this.context, capacity);
    this.gfnLo = grown(this.gfnLo, capacity);
    this.packed = grown(this.packed, capacity);
    this.aLo = grown(this.aLo, capacity);
    this.aHi = grown(this.aHi, capacity);
    this.bLo = grown(this.bLo, capacity);
    this.bHi = grown(this.bHi, capacity);
    this.table = grown(this.table, capacity);
  }
}

/** The small fields of one event in one word: from the slots a message was read into. */
export function packFields(slots: Uint32Array): number {
  const vcpu = slots[SLOT.VCPU] ?? 0;
  return (
    (((slots[SLOT.GFN + 1] ?? 0) & GFN_HI_MASK) |
      (((slots[SLOT.LEVEL] ?? 0) & 0xf) << LEVEL_SHIFT) |
      (((slots[SLOT.AS_ID] ?? 0) & 3) << AS_SHIFT) |
      ((vcpu > VCPU_MAX ? 0 : vcpu + 1) << VCPU_SHIFT) |
      (((slots[SLOT.FLAG0] ?? 0) & 1) << FLAG0_SHIFT) |
      (((slots[SLOT.FLAG1] ?? 0) & 1) << FLAG1_SHIFT)) >>>
    0
  );
}
