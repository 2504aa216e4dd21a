/** Rebuilt tables against memory: dumps that were read out of real machines. */
import { describe, expect, test } from 'vitest';
import { findMarker } from '../queries/find-marker.ts';
import {
  SCENARIOS,
  dumpsOf,
  goldenText,
  goldenTrace,
  traceOf,
  type GoldenDump,
} from '../testing/golden.ts';
import type { Trace } from '../trace.ts';
import { SILENT, emptySilentChange } from './change-log.ts';
import { isAliveAt, type Root } from './roots.ts';
import { entriesOf, formatEntry } from './table-dump.ts';

/** Entries that differ; Accessed and Dirty that only memory has were set by the CPU, silently. */
function differences(trace: Trace, dump: GoldenDump): readonly string[] {
  const event = findMarker(trace.events, `KT end ${dump.step}`);
  trace.seek(event + 1);
  return rootDifferences(trace, trace.roots.currentAt(0, event)!, dump);
}

function rootDifferences(trace: Trace, root: Root, dump: GoldenDump): readonly string[] {
  const hardware = BigInt(trace.bits.adLo);
  const left = new Map(dump.entries);
  const found: string[] = [];
  for (const entry of entriesOf(trace.tables, root, trace.bits)) {
    const place = `L${entry.level} gfn ${entry.gfn.toString(16)}`;
    const real = left.get(place);
    left.delete(place);
    const spte = (BigInt(entry.hi) << 32n) | BigInt(entry.lo);
    const setByCpu = real === undefined ? 0n : real.spte & ~spte & hardware;
    if (real?.kind === entry.kind && (spte | setByCpu) === real.spte) continue;
    found.push(`${formatEntry(entry)}, in memory ${real?.spte.toString(16) ?? 'nothing'}`);
  }
  return [...found, ...[...left.keys()].map((place) => `${place} is missing`)];
}

describe('tables rebuilt from a trace', () => {
  test.each(SCENARIOS)('%s: equal memory at every dump', (scenario) => {
    const trace = goldenTrace(scenario);
    const dumps = dumpsOf(scenario);
    expect(dumps.length).toBeGreaterThan(0);
    expect(dumps.flatMap((dump) => differences(trace, dump))).toEqual([]);
  });

  test('several roots are alive at once after a memslot was deleted', () => {
    const { roots } = goldenTrace('linux-6.1-npt.f4_concurrent');
    expect(roots.all).toHaveLength(4);
    const [first, second] = roots.all;
    expect(second!.createdAt).toBeGreaterThan(first!.invalidAt);
    expect(second!.createdAt).toBeLessThan(first!.endedAt);
  });

  test('each address space has a root of its own', () => {
    const { roots } = goldenTrace('linux-6.12-npt.s1_smm');
    expect(roots.all.map(({ asId }) => asId)).toEqual([0, 1]);
  });

  test('without the event of a fast page fault, W stays away until the next event shows it', () => {
    const scenario = 'linux-6.1-npt.b1_dirty_log';
    const text = goldenText(`${scenario}/trace.txt.gz`);
    const without = text.split('\n').filter((line) => !line.includes('fast_page_fault:'));
    const trace = traceOf(without.join('\n'));
    const step14 = dumpsOf(scenario).find(({ step }) => step === 14)!;
    expect(differences(trace, step14)).toHaveLength(9);
    expect(differences(trace, step14)[0]).toBe(
      'L1 gfn 1004 spte 10376ce65 leaf, in memory 10376ce67',
    );
    expect(silentCauses(trace)).toEqual(new Set([SILENT.FAST_PAGE_FAULT]));
  });

  test('what is older than the trace is taken from the events that show it', () => {
    const scenario = 'linux-6.1-npt.b1_dirty_log';
    const lines = goldenText(`${scenario}/trace.txt.gz`).split('\n');
    const trace = traceOf(lines.slice(426).join('\n'));
    expect(trace.roots.all.map(({ fromStart }) => fromStart)).toEqual([false]);
    const last = dumpsOf(scenario).at(-1)!;
    const missing = differences(trace, last);
    // Links that no event shows, and the one page that nobody touched again.
    expect(missing.every((text) => text.endsWith('is missing'))).toBe(true);
    expect(missing).toHaveLength(4);
  });

  test('two guests in one trace keep their tables apart', () => {
    const names = ['linux-6.1-npt.c2_huge_lazy', 'linux-6.1-npt.d3_memslot_delete_move'];
    const [one, other] = names.map((name) =>
      goldenText(`${name}/trace.txt.gz`)
        .split('\n')
        .filter((line) => line.includes(': ')),
    );
    const named = other!.map((line) => line.replace('KT end', 'other end'));
    const trace = traceOf(interleaved(one!, named).join('\n'));
    for (const [guest, name] of names.entries()) {
      for (const dump of dumpsOf(name)) {
        const marker = `${guest === 0 ? 'KT' : 'other'} end ${dump.step}`;
        const event = findMarker(trace.events, marker);
        trace.seek(event + 1);
        const alive = trace.roots.all.filter((root) => isAliveAt(root, event));
        const all = alive.map((root) => rootDifferences(trace, root, dump).length);
        expect({ marker, best: Math.min(...all) }).toEqual({ marker, best: 0 });
      }
    }
  });
});

/** Lines of two traces, taken in turn so that both end together. */
function interleaved(one: readonly string[], other: readonly string[]): readonly string[] {
  const placed = [one, other].flatMap((lines, guest) =>
    lines.map((line, i) => ({ line, at: (i + guest / 2) / lines.length })),
  );
  return placed.sort((a, b) => a.at - b.at).map(({ line }) => line);
}

function silentCauses({ log }: Trace): ReadonlySet<number> {
  const change = emptySilentChange();
  return new Set(
    Array.from({ length: log.silentCount }, (_, i) => log.readSilent(i, change).cause),
  );
}
