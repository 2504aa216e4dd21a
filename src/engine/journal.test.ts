import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryMap, type RegionRequest } from './cells.ts';
import { Journal } from './journal.ts';

const region = (name: string, hashed = true): RegionRequest => ({
  name,
  count: 2,
  fields: ['a', 'b'],
  hashed,
});

/** Names of the cells of a region with runs of pairs in it. */
const CELLS = Array.from({ length: 200 }, (_, i) => String(i));

const journal = (...regions: RegionRequest[]): Journal => new Journal(new MemoryMap(regions));

test('[JRN-1] a write is an entry of cell, old and new; writing what is there is none', () => {
  const j = journal(region('r'));
  j.write(1, 7);
  j.write(1, 7);
  j.write(2, -1);
  j.commit();
  expect([...j.entriesOf(0)]).toEqual([1, 0, 7, 2, 0, 0xffff_ffff]);
  expect(j.read(2)).toBe(0xffff_ffff);
});

test('[JRN-2] a new step after undo forgets what could have been done again', () => {
  const j = journal(region('r'));
  j.write(0, 1);
  j.commit();
  j.write(0, 2);
  j.commit();
  j.undo();
  j.write(0, 3);
  j.commit();
  expect(j.redo()).toBe(false);
  expect(j.read(0)).toBe(3);
  j.undo();
  expect(j.read(0)).toBe(1);
});

test('[JRN-2] an empty step counts, and can be undone and redone', () => {
  const j = journal(region('r'));
  j.commit();
  expect(j.steps).toBe(1);
  expect(j.undo()).toBe(true);
  expect(j.redo()).toBe(true);
  expect(j.redo()).toBe(false);
});

test('[JRN-5] a cell outside the memory is our bug, and undo in the middle of a step, too', () => {
  const j = journal(region('r'));
  expect(() => j.read(4)).toThrow('outside the memory');
  j.write(0, 1);
  expect(() => j.undo()).toThrow('middle of a step');
});

test('[HASH-3] a cell is hashed by its names: a region that nobody uses changes no digest', () => {
  const small = journal(region('r'));
  const large = journal(region('q'), region('r'));
  small.write(3, 5);
  large.write(4 + 3, 5);
  expect(large.hash()).toEqual(small.hash());
});

test('[HASH-4] counters are journaled but not hashed', () => {
  const j = journal(region('r'), region('counter', false));
  const before = j.hash();
  j.write(5, 1);
  j.commit();
  expect(j.hash()).toEqual(before);
  j.undo();
  expect(j.read(5)).toBe(0);
});

test('[HASH-5] equal values in different cells, or exchanged ones, hash differently', () => {
  const hashOf = (a: number, b: number): string => {
    const j = journal(region('r'));
    j.write(0, a);
    j.write(2, b);
    return JSON.stringify(j.hash());
  };
  expect(new Set([hashOf(1, 0), hashOf(0, 1), hashOf(1, 1), hashOf(1, 2), hashOf(2, 1)]).size).toBe(
    5,
  );
});

/** Writes of single cells, and of whole runs of pairs. */
const change = fc.oneof(
  fc.record({ cell: fc.nat(199), value: fc.nat(2) }),
  fc.record({ first: fc.nat(99), pairs: fc.nat(60), lo: fc.nat(2), hi: fc.nat(1) }),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Does the changes cell by cell, or run by run. */
function apply(j: Journal, changes: readonly Change[]): void {
  for (const one of changes) {
    if ('cell' in one) j.write(one.cell, one.value);
    else j.writePairs(one.first * 2, Math.min(200, (one.first + one.pairs) * 2), one);
  }
}

test('[JRN-1][JRN-3][JRN-4][HASH-1] runs of pairs are written, hashed, undone and redone as cell by cell', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 6 }), (steps) => {
      const j = journal({ name: 'pt', count: 1, fields: CELLS, hashed: true });
      const plain = Array.from({ length: 200 }, () => 0);
      const states = [j.snapshot()];
      for (const [n, changes] of steps.entries()) {
        apply(j, changes);
        j.commit();
        const entries = j.entriesOf(n);
        for (let at = 0; at < entries.length; at += 3) {
          expect(plain[entries[at]!]).toBe(entries[at + 1]);
          expect(entries[at + 1]).not.toBe(entries[at + 2]);
          plain[entries[at]!] = entries[at + 2]!;
        }
        expect([...j.snapshot()]).toEqual(plain);
        expect(j.hash()).toEqual(j.hashFromScratch());
        states.push(j.snapshot());
      }
      for (let n = steps.length; n > 0; n--) {
        expect(j.snapshot()).toEqual(states[n]);
        expect(j.undo()).toBe(true);
        expect(j.hash()).toEqual(j.hashFromScratch());
      }
      for (let n = 1; n <= steps.length; n++) {
        expect(j.redo()).toBe(true);
        expect(j.snapshot()).toEqual(states[n]);
        expect(j.hash()).toEqual(j.hashFromScratch());
      }
    }),
  );
});

test('[JRN-1] filling what is filled already leaves no entry', () => {
  const j = journal({ name: 'pt', count: 1, fields: CELLS, hashed: true });
  j.writePairs(0, 200, { lo: 7, hi: 1 });
  j.commit();
  j.writePairs(0, 200, { lo: 7, hi: 1 });
  j.commit();
  expect([j.entriesOf(0).length, j.entriesOf(1).length]).toEqual([600, 0]);
  expect([j.pairRunEnd(0, 200), j.pairRunEnd(10, 50)]).toEqual([200, 50]);
});

test('[JRN-6][JRN-3][HASH-1] a known step leaves what the step itself left: cells, hash and entries', () => {
  const done = journal(region('r'));
  done.write(0, 5);
  done.commit();
  const before = done.hash();
  done.write(0, 6);
  done.write(3, 7);
  done.commit();
  const after = done.hash();
  const cells = done.snapshot();
  const entries = done.entriesOf(1);
  done.undo();
  const share = { hashLo: before.lo ^ after.lo, hashHi: before.hi ^ after.hi };
  done.repeat(Uint32Array.of(9, 9, 0, 6, 3, 7, 9, 9), { first: 2, end: 6, ...share });
  expect([done.snapshot(), done.hash(), done.entriesOf(1)]).toEqual([cells, after, entries]);
  expect(done.hash()).toEqual(done.hashFromScratch());
  expect(done.redo()).toBe(false);
  done.undo();
  expect([done.hash(), done.steps]).toEqual([before, 1]);
});
