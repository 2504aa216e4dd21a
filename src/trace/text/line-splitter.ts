/**
 * Cuts a file that comes in chunks into lines. A line that lies across chunks is put together in a
 * buffer of its own; one that never ends (binary data) is cut, so that memory stays bounded.
 */
import { CARRIAGE_RETURN, NEWLINE } from './ascii.ts';

/** The kernel's own lines end at a page; anything longer is none. */
export const LINE_BYTES_MAX = 16_384;

/** Gets a line: its bytes are those from `start` up to `end`, and are only lent. */
export type LineSink = (bytes: Uint8Array, start: number, end: number) => void;

export class LineSplitter {
  private readonly sink: LineSink;
  private readonly carry = new Uint8Array(LINE_BYTES_MAX);
  private carried = 0;
  /** The rest of a line that was cut belongs to no line. */
  private skipping = false;
  /** Lines that were cut. */
  cut = 0;

  constructor(sink: LineSink) {
    this.sink = sink;
  }

  feed(chunk: Uint8Array): void {
    let start = 0;
    if (this.carried > 0 || this.skipping) {
      const newline = chunk.indexOf(NEWLINE);
      const end = newline < 0 ? chunk.length : newline;
      this.keep(chunk, 0, end);
      if (newline < 0) return;
      this.flush();
      start = newline + 1;
    }
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      this.emit(chunk, start, newline);
      start = newline + 1;
    }
    this.keep(chunk, start, chunk.length);
  }

  /** The last line may have no newline. Says whether there was one left. */
  finish(): boolean {
    const left = this.carried > 0 || this.skipping;
    if (left) this.flush();
    return left;
  }

  private emit(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > LINE_BYTES_MAX) {
      this.cut += 1;
      this.sink(bytes, start, start + LINE_BYTES_MAX);
      return;
    }
    this.sink(bytes, start, end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
  }

  private keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.skipping) return;
    const room = LINE_BYTES_MAX - this.carried;
    const length = Math.min(end - start, room);
    this.carry.set(chunk.subarray(start, start + length), this.carried);
    this.carried += length;
    if (end - start > room) {
      this.cut += 1;
      this.skipping = true;
    }
  }

  private flush(): void {
    this.emit(this.carry, 0, this.carried);
    this.carried = 0;
    this.skipping = false;
  }
}
