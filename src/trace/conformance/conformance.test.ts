/** Changes of real kernels, and the same ones spoiled. */
import { describe, expect, test } from 'vitest';
import { SCENARIOS, goldenText, goldenTrace, traceOf } from '../testing/golden.ts';
import type { Trace } from '../trace.ts';
import type { ChangeVerdict } from './judged.ts';

const AGE = 'kvm_age_hva: mmu notifier age hva: 0x00000025c58000 -- 0x00000025c59000';
const FAULT = 'kvm_page_fault: vcpu 0 rip 0x1000 address 0x1000 error_code 0x6';

function change(gfn: number, old: string, after: string): string {
  const hex = gfn.toString(16);
  return `kvm_tdp_mmu_spte_changed: as id 0 gfn ${hex} level 1 old_spte ${old} new_spte ${after}`;
}

function traceOfMessages(...messages: readonly string[]): Trace {
  const lines = messages.map((text, i) => `  kt-244     [000] ...1.     4.66063${i}: ${text}\n`);
  return traceOf(lines.join(''));
}

function findings(trace: Trace): readonly { event: number; verdict: ChangeVerdict }[] {
  const { conformance } = trace;
  return Array.from({ length: conformance.findings.length }, (_, i) => {
    const event = conformance.findings.at(i);
    return { event, verdict: conformance.verdicts[conformance.verdictOf[event]!]! };
  });
}

describe('changes of real kernels', () => {
  test.each(SCENARIOS)('%s: each is legal, or a known defect', (scenario) => {
    const found = findings(goldenTrace(scenario));
    expect(found.filter(({ verdict }) => verdict.verdict !== 'legal')).toEqual([]);
  });

  test('the loser of two racing vCPUs takes Dirty away: cc7ed3358e41', () => {
    const text = goldenText('part.f1_race/trace.txt.gz');
    const trace = traceOf(text);
    const [first] = findings(trace);
    expect(trace.events.line(first!.event)).toBe(917);
    expect(text.split('\n')[916]).toContain('old_spte 10729de67 new_spte 10729de27');
    expect(first!.verdict).toMatchObject({
      verdict: 'legal',
      from: 'WD',
      to: 'WC',
      transition: { id: 'remap_clean' },
      defect: { commit: 'cc7ed3358e41', id: 'second-fault-clears-dirty' },
    });
  });

  test('a change that clears Dirty for logging is no defect', () => {
    expect(findings(goldenTrace('linux-6.1-ept.b3_dirty_ring'))).toEqual([]);
  });
});

describe('spoiled changes', () => {
  test('a leaf that changes its page is illegal, on its line', () => {
    const name = 'linux-6.1-npt.b1_dirty_log/trace.txt.gz';
    const text = goldenText(name).replace('new_spte 10376ce65', 'new_spte 20376ce65');
    const [found] = findings(traceOf(text));
    expect(found!.verdict).toMatchObject({ verdict: 'illegal', reason: 'pfn-changed' });
    const line = text.split('\n').findIndex((other) => other.includes('20376ce65'));
    expect(traceOf(text).events.line(found!.event)).toBe(line + 1);
  });

  test('aging may not take Dirty, though a fault could have', () => {
    const spoiled = [change(1, '0', '1026e67'), AGE, change(1, '1026e67', '1026e07')];
    const trace = traceOfMessages(FAULT, ...spoiled);
    expect(findings(trace).map(({ verdict }) => verdict.verdict)).toEqual(['unknown']);
    expect(findings(traceOfMessages(FAULT, ...spoiled.slice(0, 1)))).toEqual([]);
  });

  test('after events were lost nobody is suspected', () => {
    const lost = 'CPU:0 [LOST 97 EVENTS]\n';
    const line = (text: string): string => `  kt-244     [000] ...1.     4.660636: ${text}\n`;
    const before = line(FAULT) + line('kvm_fpu: load');
    const mapped =
      line('kvm_userspace_exit: reason KVM_EXIT_HLT (5)') + line(change(1, '0', '1026e67'));
    expect(findings(traceOf(before + mapped)).map(({ verdict }) => verdict.verdict)).toEqual([
      'unknown',
    ]);
    expect(
      findings(
        traceOf(
          `${before}${line('kvm_userspace_exit: x')}${lost}${line(change(1, '0', '1026e67'))}`,
        ),
      ),
    ).toEqual([]);
  });

  test('W needs MMU-writable, whatever the path', () => {
    const [found] = findings(traceOfMessages(FAULT, change(1, '0', '1026a67')));
    expect(found!.verdict).toMatchObject({ verdict: 'illegal', reason: 'writable-bits' });
  });

  test('since v6.13 the defect is none any more but illegal', () => {
    const spoiled = [
      change(1, '8000000000000000', '8610000001234b77'),
      FAULT,
      change(1, '8610000001234b77', '8610000001234977'),
    ];
    const trace = traceOfMessages(FAULT, ...spoiled);
    expect(trace.detected.layout.id).toBe('v6.17/ept-noad-46');
    expect(findings(trace).map(({ verdict }) => verdict.verdict)).toEqual(['illegal']);
  });
});
