import { describe, expect, it } from 'vitest';
import { EVENT } from './effect.ts';

describe('events', () => {
  it('DET-1: every event is one bit, and no two share it', () => {
    const bits = Object.values(EVENT);
    for (const bit of bits) expect(bit & (bit - 1)).toBe(0);
    expect(new Set<number>(bits).size).toBe(bits.length);
    expect(bits.every((bit) => bit > 0)).toBe(true);
  });
});
