/** Messages that are kept as text: one after another in one buffer of bytes. */
import { textOf } from './ascii.ts';

const BYTES_MIN = 4096;

export class TextPool {
  private buffer = new Uint8Array(BYTES_MIN);
  private used = 0;

  get bytes(): number {
    return this.buffer.length;
  }

  /** Keeps the bytes; returns where. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const offset = this.used;
    const length = end - start;
    if (offset + length > this.buffer.length) this.grow(offset + length);
    for (let i = 0; i < length; i++) this.buffer[offset + i] = bytes[start + i] ?? 0;
    this.used = offset + length;
    return offset;
  }

  /** Do the bytes from `start` up to `end` stand at `offset`? */
  holds(offset: number, bytes: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      if (this.buffer[offset + at - start] !== bytes[at]) return false;
    }
    return true;
  }

  text({ length, offset }: TextRef): string {
    return textOf(this.buffer.subarray(offset, offset + length));
  }

  trim(): void {
    this.buffer = this.buffer.slice(0, Math.max(this.used, 1));
  }

  private grow(needed: number): void {
    let capacity = this.buffer.length;
    while (capacity < needed) capacity *= 2;
    const larger = new Uint8Array(capacity);
    larger.set(this.buffer);
    this.buffer = larger;
  }
}

export interface TextRef {
  readonly offset: number;
  readonly length: number;
}
