/** Takes a message apart by a pattern, into the columns of the event that comes next. */
import {
  NUMBER,
  SLOT,
  SLOTS,
  type MessagePattern,
  type PatternPart,
} from '../text/message-pattern.ts';
import type { ByteScanner } from '../text/byte-scanner.ts';
import { hashBytes } from '../text/interned-bytes.ts';
import { packFields, type EventTable } from './event-table.ts';

const PAGE_SHIFT = 12;
const ABSENT = 0xffff_ffff;

export class MessageReader {
  private readonly events: EventTable;
  /** The fields of the message, two halves each, by the numbers of SLOT. */
  private readonly slots = new Uint32Array(SLOTS);
  /** The text kept last, of each format: much of it comes again at once. */
  private readonly lastOffset: number[] = [];
  private readonly lastLength: number[] = [];

  constructor(events: EventTable) {
    this.events = events;
  }

  /** Does the rest of the line read like this? If so its values are those of `store`. */
  read(line: ByteScanner, pattern: MessagePattern, format: number): boolean {
    const { extras } = this.events;
    const { parts } = pattern;
    const from = line.at;
    const mark = extras.mark();
    this.clear();
    let fits = true;
    for (let i = 0; i < parts.length && fits; i++) {
      const part = parts[i];
      fits =
        part !== undefined && line.skipLiteral(part.literal) && this.readPart(line, part, format);
    }
    if (fits && line.skipLiteral(pattern.tail)) {
      line.skipSpaces();
      if (line.done) return true;
    }
    line.at = from;
    extras.rewind(mark);
    return false;
  }

  /** Keeps the bytes as they are. */
  readText(line: ByteScanner, format: number): void {
    this.clear();
    this.keepText(line, format);
  }

  /** Writes what was read last into the columns of the event. */
  store(event: number): void {
    const { events, slots } = this;
    events.gfnLo[event] = slots[SLOT.GFN] ?? 0;
    events.packed[event] = packFields(slots);
    events.aLo[event] = slots[SLOT.A] ?? 0;
    events.aHi[event] = slots[SLOT.A + 1] ?? 0;
    events.bLo[event] = slots[SLOT.B] ?? 0;
    events.bHi[event] = slots[SLOT.B + 1] ?? 0;
  }

  private clear(): void {
    this.slots.fill(0);
    this.slots[SLOT.VCPU] = ABSENT;
  }

  private readPart(line: ByteScanner, part: PatternPart, format: number): boolean {
    if (part.number === NUMBER.HEX) {
      if (!line.readHex()) return false;
    } else if (part.number === NUMBER.DECIMAL) {
      if (!line.readDecimal()) return false;
    } else return this.readWords(line, part, format);
    const { slots } = this;
    slots[part.slot] = line.lo;
    slots[part.slot + 1] = line.hi;
    if (part.isExtra) this.events.extras.push(line.lo, line.hi);
    if (part.isAddress) this.setGfn(line.lo, line.hi);
    return true;
  }

  private readWords(line: ByteScanner, part: PatternPart, format: number): boolean {
    if (!part.isExtra) {
      this.keepText(line, format);
      return true;
    }
    const end = line.wordEnd();
    if (end === line.at) return false;
    const hash = hashBytes(line.bytes, line.at, end);
    this.events.extras.push(this.events.words.intern(line.bytes, line.at, end, hash), 0);
    line.at = end;
    return true;
  }

  private keepText(line: ByteScanner, format: number): void {
    const { pool } = this.events;
    const length = line.end - line.at;
    const offset = this.lastOffset[format] ?? 0;
    const same =
      this.lastLength[format] === length && pool.holds(offset, line.bytes, line.at, line.end);
    const kept = same ? offset : pool.add(line.bytes, line.at, line.end);
    this.slots[SLOT.B] = kept;
    this.slots[SLOT.B + 1] = length;
    this.lastOffset[format] = kept;
    this.lastLength[format] = length;
    line.at = line.end;
  }

  private setGfn(lo: number, hi: number): void {
    this.slots[SLOT.GFN] = (lo >>> PAGE_SHIFT) | (hi << (32 - PAGE_SHIFT));
    this.slots[SLOT.GFN + 1] = hi >>> PAGE_SHIFT;
  }
}
