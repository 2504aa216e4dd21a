/**
 * Timestamps, two bytes each: how long after the event before. A block of events with a longer gap, or
 * a clock that goes back, keeps whole numbers instead.
 */
import { grown } from './grow.ts';

const BLOCK_EVENTS = 128;
const GAP_MAX = 0xffff;

export class TimeColumn {
  private gaps = new Uint16Array(BLOCK_EVENTS);
  private starts = new Float64Array(1);
  private readonly wide = new Map<number, Float64Array>();
  private count = 0;
  private last = 0;
  /** The answer given last: who asks goes on to the next event. */
  private asked = -1;
  private answer = 0;

  get bytes(): number {
    return this.gaps.byteLength + this.starts.byteLength + this.wide.size * BLOCK_EVENTS * 8;
  }

  push(time: number): void {
    const event = this.count;
    if (event === this.gaps.length) this.resize(event * 2);
    const block = Math.floor(event / BLOCK_EVENTS);
    const gap = time - this.last;
    if (event % BLOCK_EVENTS === 0) this.starts[block] = time;
    else if (this.wide.has(block) || !(gap >= 0 && gap <= GAP_MAX))
      this.pushWide(block, event, time);
    else this.gaps[event] = gap;
    this.last = time;
    this.count = event + 1;
  }

  at(event: number): number {
    const block = Math.floor(event / BLOCK_EVENTS);
    const wide = this.wide.get(block);
    if (wide !== undefined) return wide[event % BLOCK_EVENTS] ?? 0;
    const next = event === this.asked + 1 && event % BLOCK_EVENTS !== 0;
    this.answer = next ? this.answer + (this.gaps[event] ?? 0) : this.sum(block, event);
    this.asked = event;
    return this.answer;
  }

  trim(): void {
    this.resize(Math.max(this.count, 1));
  }

  private sum(block: number, event: number): number {
    let time = this.starts[block] ?? 0;
    for (let other = block * BLOCK_EVENTS + 1; other <= event; other++) {
      time += this.gaps[other] ?? 0;
    }
    return time;
  }

  private pushWide(block: number, event: number, time: number): void {
    let wide = this.wide.get(block);
    if (wide === undefined) {
      wide = new Float64Array(BLOCK_EVENTS);
      const first = block * BLOCK_EVENTS;
      for (let other = first; other < event; other++) wide[other - first] = this.sum(block, other);
      this.wide.set(block, wide);
      this.asked = -1;
    }
    wide[event % BLOCK_EVENTS] = time;
  }

  private resize(capacity: number): void {
    this.gaps = grown(this.gaps, capacity);
    this.starts = grown(this.starts, Math.ceil(capacity / BLOCK_EVENTS));
  }
}
