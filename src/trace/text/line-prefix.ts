/**
 * What stands before an event's name: the task, the CPU, flags, a timestamp. As the kernel prints it
 * (with or without the column of flags and of thread groups), as trace-cmd and perf do, and as the
 * kernel does in its latency format.
 */
import {
  bytesOf,
  CLOSE_BRACKET,
  COLON,
  DOT,
  OPEN_BRACKET,
  SPACE,
  ZERO,
  isDigit,
  textOf,
} from './ascii.ts';
import type { ByteScanner } from './byte-scanner.ts';
import { hashBytes } from './interned-bytes.ts';

/**
 * The latency formats have no brackets: the kernel's, with `97us!:` (how long until the next event), and
 * trace-cmd's, with an ordinary timestamp.
 */
const LATENCY = /^\s*(\S.*)-(\d+)\s+(\d+)([^\s\d]\S*)\s+(?:(\d+)us[^\w\s:]?|(\d+)\.(\d+))\s*:\s*/;
/** A line of theirs has it within the first part. */
const LATENCY_PREFIX_MAX = 160;
const MICROSECOND_DIGITS = 6;

export class LinePrefix {
  /** The bytes that tell task, CPU and flags: up to, not including, this place. */
  contextEnd = 0;
  contextHash = 0;
  /** The timestamp without its point: in units of its last digit. */
  time = 0;
  /** Digits after the point; -1 for a whole number of ticks. */
  timeDigits = 0;
  /** Those bytes in the shape of the usual format, when the line has another. */
  contextText: string | undefined;

  /** Reads up to the event's name; false if this is no event's line. */
  read(line: ByteScanner): boolean {
    const start = line.at;
    this.contextText = undefined;
    for (let at = start; at < line.end; at++) {
      if (line.bytes[at] !== OPEN_BRACKET || line.bytes[at - 1] !== SPACE || at === start) continue;
      const close = cpuEnd(line, at + 1);
      if (close < 0) continue;
      line.at = close + 1;
      if (!this.readAfterCpu(line)) continue;
      this.contextHash = hashBytes(line.bytes, start, this.contextEnd);
      return true;
    }
    line.at = start;
    return this.readLatency(line);
  }

  /** The same, if the line begins as one did before: which most lines do. */
  readAs(line: ByteScanner, context: Uint8Array): boolean {
    const start = line.at;
    if (!line.skipLiteral(context) || line.bytes[line.at] !== SPACE) {
      line.at = start;
      return false;
    }
    line.skipSpaces();
    if (this.readTime(line)) return true;
    line.at = start;
    return false;
  }

  private readAfterCpu(line: ByteScanner): boolean {
    this.contextEnd = line.at;
    line.skipSpaces();
    if (this.readTime(line)) return true;
    this.contextEnd = line.wordEnd();
    line.at = this.contextEnd;
    line.skipSpaces();
    return this.readTime(line);
  }

  /** `4.660636:`, or `29073960595:`; then spaces. */
  private readTime(line: ByteScanner): boolean {
    const { bytes, end } = line;
    let at = line.at;
    let value = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (isDigit(byte)) value = value * 10 + byte - ZERO;
      else if (byte === DOT && point < 0) point = at;
      else break;
    }
    if (at === line.at || bytes[at] !== COLON) return false;
    this.time = value;
    this.timeDigits = point < 0 ? -1 : at - point - 1;
    line.at = at + 1;
    line.skipSpaces();
    return true;
  }

  private readLatency(line: ByteScanner): boolean {
    const end = Math.min(line.end, line.at + LATENCY_PREFIX_MAX);
    if (line.colonEnd() < 0) return false;
    const match = LATENCY.exec(textOf(line.bytes.subarray(line.at, end)));
    if (match === null) return false;
    const [whole, comm = '', pid = '', cpu = '', flags = '', us, seconds = '', part = ''] = match;
    this.contextText = `${comm}-${pid} [${cpu.padStart(3, '0')}] ${flags}`;
    const context = bytesOf(this.contextText);
    this.contextHash = hashBytes(context, 0, context.length);
    this.time = Number(us ?? seconds + part);
    this.timeDigits = us === undefined ? part.length : MICROSECOND_DIGITS;
    line.at += whole.length;
    return true;
  }
}

/** Where the bracket after a CPU's number closes; -1 if this is none. */
function cpuEnd({ bytes, end }: ByteScanner, start: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
  return at > start && bytes[at] === CLOSE_BRACKET ? at : -1;
}
