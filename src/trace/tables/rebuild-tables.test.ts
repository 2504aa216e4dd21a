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
import { entriesOf, formatEntry } from './table-dump.ts';

/** Entries that differ; Accessed and Dirty that only memory has were set by the CPU, silently. */
function differences(trace: Trace, dump: GoldenDump): readonly string[] {
  const event = findMarker(trace.events, `KT end ${dump.step}`);
  trace.seek(event + 1);
  const root = trace.roots.currentAt(0, event)!;
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
    const names = ['linux-6.1-npt.c2_huge_lazy', 'linux-6.1-npt.b1_dirty_log'];
    const [one, other] = names.map((name) => goldenText(`${name}/trace.txt.gz`).split('\n'));
    // The second guest begins and ends while the first one lives.
    const half = one!.findIndex((line) => line.includes('KT end 12'));
    const others = other!.filter((line) => !line.includes('tracing_mark_write'));
    const trace = traceOf([...one!.slice(0, half), ...others, ...one!.slice(half)].join('\n'));
    const later = dumpsOf(names[0]!).filter(({ step }) => step > 12);
    expect(trace.roots.all).toHaveLength(2);
    for (const dump of later) {
      const event = findMarker(trace.events, `KT end ${dump.step}`);
      trace.seek(event + 1);
      const entries = [...entriesOf(trace.tables, trace.roots.all[0]!, trace.bits)];
      expect(new Set(entries.map(({ gfn, level }) => `L${level} gfn ${gfn.toString(16)}`))).toEqual(
        new Set(dump.entries.keys()),
      );
    }
  });
});

function silentCauses({ log }: Trace): ReadonlySet<number> {
  const change = emptySilentChange();
  return new Set(
    Array.from({ length: log.silentCount }, (_, i) => log.readSilent(i, change).cause),
  );
}
