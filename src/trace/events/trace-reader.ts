/**
 * From bytes to events: splits lines, tells what each is, and keeps every one of them, as an event or
 * as a note. Bytes come in chunks of any size.
 */
import { COLON, SPACE, afterByteOrderMark, bytesOf, textOf } from '../text/ascii.ts';
import { ByteScanner } from '../text/byte-scanner.ts';
import { InternedBytes, hashBytes } from '../text/interned-bytes.ts';
import { LinePrefix } from '../text/line-prefix.ts';
import { LineSplitter } from '../text/line-splitter.ts';
import { otherLine } from '../text/other-lines.ts';
import { Contexts } from './contexts.ts';
import { EVENT_FORMATS, KIND, KIND_NAMES, formatsOfKind } from './event-kinds.ts';
import { EventTable, NO_TABLE } from './event-table.ts';
import { Followers } from './followers.ts';
import { MessageReader } from './message-reader.ts';
import { NOTE_TEXT_MAX, ReadingNotes } from './reading-notes.ts';

const FORMATS_OF_KIND = KIND_NAMES.map((_name, kind) => formatsOfKind(kind));
/** `(kvm_tdp_mmu_map+0x4/0x540 [kvm])`; of a return, with the caller after an arrow. */
const PROBE_MESSAGE = /^\(\S+\+0x[\da-f]+(?:\/0x[\da-f]+)?(?: \[\w+\])?(?: <- \S+(?: \[\w+\])?)?\)/;
const PRINT = bytesOf('print');
const MARKER_IN_PRINT = bytesOf('tracing_mark_write: ');
const NO_BYTES = new Uint8Array();

export class TraceReader {
  readonly events = new EventTable();
  readonly contexts = new Contexts();
  readonly notes = new ReadingNotes();
  /** Bytes fed, and lines in them. */
  bytesRead = 0;
  lines = 0;
  /** Digits of the timestamps after their point; -1: ticks; undefined before the first event. */
  timeDigits: number | undefined;
  /** Events of each kind. */
  readonly counts = new Float64Array(KIND_NAMES.length);
  private readonly names = new InternedBytes();
  private readonly kindOfName: number[] = [];
  private readonly line = new ByteScanner();
  private readonly prefix = new LinePrefix();
  private readonly messages = new MessageReader(this.events);
  private readonly splitter = new LineSplitter((bytes, start, end) => {
    this.takeLine(bytes, start, end);
  });
  private readonly nextContext = new Followers();
  private readonly nextName = new Followers();
  private context = 0;
  private nameStart = 0;
  private lastTime = 0;
  private isEnding = false;

  constructor() {
    for (const name of KIND_NAMES) this.internName(bytesOf(name));
  }

  feed(chunk: Uint8Array): void {
    this.bytesRead += chunk.length;
    this.splitter.feed(chunk);
  }

  /** The file has ended. What it ends with is a line's beginning, or nothing. */
  finish(): void {
    this.isEnding = true;
    this.notes.endsInLine = this.splitter.finish();
    this.events.trim();
  }

  /** Nobody reads on, though the file has not ended: the line that was begun is forgotten. */
  stop(): void {
    this.events.trim();
  }

  private takeLine(bytes: Uint8Array, lineStart: number, end: number): void {
    this.lines += 1;
    const start = this.lines === 1 ? afterByteOrderMark(bytes, lineStart) : lineStart;
    if (this.isCutLine()) this.readOther(bytes, start, end);
    else this.readLine(bytes, start, end);
  }

  private readLine(bytes: Uint8Array, start: number, end: number): void {
    const { line, prefix } = this;
    line.bytes = bytes;
    line.at = start;
    line.end = end;
    const guess = this.nextContext.guess();
    const expected = guess < 0 ? undefined : this.contexts.bytesOf(guess);
    if (expected !== undefined && prefix.readAs(line, expected)) this.context = guess;
    else if (prefix.read(line)) this.context = this.contexts.intern(prefix, bytes, start);
    else {
      this.readOther(bytes, start, end);
      return;
    }
    const name = this.readName();
    if (name < 0) this.readOther(bytes, start, end);
    else this.readEvent(name);
  }

  /** No event, though it may look like one: its last number may have lost digits, and would be another. */
  private isCutLine(): boolean {
    const { notes, splitter } = this;
    const isTooLong = splitter.cut > notes.cutLines;
    notes.cutLines = splitter.cut;
    return isTooLong || this.isEnding;
  }

  /** The number of the event's name, and goes past it; -1 if this is no event's line. */
  private readName(): number {
    const { line, nextName, names } = this;
    const guess = nextName.guess();
    const expected = guess < 0 ? undefined : names.values[guess];
    this.nameStart = line.at;
    if (expected !== undefined && line.skipLiteral(expected) && line.skipByte(COLON)) {
      if (line.done || line.bytes[line.at] === SPACE) return guess;
    }
    line.at = this.nameStart;
    const end = this.eventNameEnd();
    if (end < 0) return -1;
    this.nameStart = line.at;
    const hash = hashBytes(line.bytes, line.at, end);
    const name = names.intern(line.bytes, line.at, end, hash);
    if (name === this.kindOfName.length) this.kindOfName.push(this.kindOf(line.at, end));
    line.at = end + 1;
    return name;
  }

  /** Leaves the scanner at the name, without the system before it, as perf writes it. */
  private eventNameEnd(): number {
    const { line } = this;
    const end = line.colonEnd();
    if (end <= line.at) return -1;
    for (let at = end - 1; at >= line.at; at--) {
      const byte = line.bytes[at];
      if (byte === SPACE) return -1;
      if (byte === COLON) {
        line.at = at + 1;
        break;
      }
    }
    return end > line.at ? end : -1;
  }

  private readEvent(name: number): void {
    const { events, line, notes } = this;
    const event = events.reserve();
    events.extras.begin(event);
    line.skipSpaces();
    const kind = this.readMessage(this.kindOfName[name] ?? KIND.UNKNOWN, event);
    if (kind === KIND.UNKNOWN)
      notes.addUnknown(this.lines, textOf(this.names.values[name] ?? NO_BYTES));
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.messages.store(event);
    this.storeTime();
    events.setContext(event, this.context);
    events.table[event] = NO_TABLE;
    events.count = event + 1;
    this.nextContext.learn(this.context);
    this.nextName.learn(name);
  }

  /** Fills the message's columns; returns the kind, which a probe shows in its message only. */
  private readMessage(kind: number, event: number): number {
    const { events, line, messages, nameStart } = this;
    if (kind === KIND.MARKER) line.skipLiteral(MARKER_IN_PRINT);
    const formats = FORMATS_OF_KIND[kind] ?? [];
    const text = formats.at(-1) ?? 0;
    for (let i = 0; i < formats.length - 1; i++) {
      const format = formats[i] ?? text;
      const pattern = EVENT_FORMATS[format]?.pattern;
      if (pattern === undefined || !messages.read(line, pattern, format)) continue;
      events.format[event] = format;
      return kind;
    }
    if (formats.length > 1) this.notes.addMisread(this.lines, this.shownLine(nameStart));
    if (kind !== KIND.UNKNOWN) {
      events.format[event] = text;
      messages.readText(line, text);
      return kind;
    }
    // The name is nobody's: it is kept with the message.
    const real = line.bytes[line.at] === 0x28 && this.isProbe() ? KIND.PROBE : KIND.UNKNOWN;
    const format = FORMATS_OF_KIND[real]?.at(-1) ?? 0;
    events.format[event] = format;
    line.at = nameStart;
    messages.readText(line, format);
    return real;
  }

  private isProbe(): boolean {
    return PROBE_MESSAGE.test(textOf(this.line.bytes.subarray(this.line.at, this.line.end)));
  }

  private storeTime(): void {
    const { events, notes, prefix } = this;
    this.timeDigits ??= prefix.timeDigits;
    const scale = 10 ** (Math.max(this.timeDigits, 0) - Math.max(prefix.timeDigits, 0));
    const time = scale === 1 ? prefix.time : prefix.time * scale;
    if (time < this.lastTime) {
      if (notes.backwards === 0) notes.firstBackwardsLine = this.lines;
      notes.backwards += 1;
    }
    this.lastTime = time;
    events.time.push(time);
  }

  private readOther(bytes: Uint8Array, start: number, end: number): void {
    const { events, lines, notes } = this;
    const text = textOf(bytes.subarray(start, Math.min(end, start + NOTE_TEXT_MAX)));
    const other = otherLine(text);
    if (other.kind === 'lost') notes.lost.push({ ...other.note, line: lines, event: events.count });
    else if (other.kind === 'unreadable') notes.addUnreadable(lines, text);
    else if (other.kind === 'header') notes.addHeader(lines, text);
    events.addGap();
  }

  private shownLine(from: number): string {
    return textOf(this.line.bytes.subarray(from, Math.min(this.line.end, from + NOTE_TEXT_MAX)));
  }

  private internName(name: Uint8Array): void {
    this.names.intern(name, 0, name.length, hashBytes(name, 0, name.length));
    this.kindOfName.push(this.kindOf(0, name.length, name));
  }

  private kindOf(start: number, end: number, bytes = this.line.bytes): number {
    const name = textOf(bytes.subarray(start, end));
    if (name === textOf(PRINT)) return KIND.MARKER;
    const kind = KIND_NAMES.indexOf(name);
    return kind >= 0 ? kind : KIND.UNKNOWN;
  }
}
