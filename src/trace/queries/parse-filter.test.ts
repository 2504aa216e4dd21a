import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../engine/layout/registry.ts';
import { goldenTrace, traceOf } from '../testing/golden.ts';
import { findEvents } from './find-events.ts';
import { parseFilter } from './parse-filter.ts';

const NPT = layoutOf('v5.19/npt-48');

function parsed(text: string) {
  const result = parseFilter(text, NPT);
  return result.ok ? result.value : result.issues.map(({ message }) => message);
}

describe('a filter as it is typed', () => {
  test.each([
    ['', {}],
    ['gfn=0x1004 level=1', { gfn: 0x1004, level: 1 }],
    ['vcpu=0 cpu=1 pid=265', { vcpu: 0, cpu: 1, pid: 265 }],
    ['event=page_fault is=finding', { name: 'page_fault', judged: 'finding' }],
    ['W 1->0', { bits: { mask: { lo: 2, hi: 0 }, to: 0 } }],
    ['gfn=4 dirty 0 -> 1 level=1', { gfn: 4, level: 1, bits: { mask: { lo: 64, hi: 0 }, to: 1 } }],
    ['fixed 1', { text: 'fixed 1' }],
    ['task="CPU 0/KVM" spurious', { task: 'CPU 0/KVM', text: 'spurious' }],
    ['text="a=b"', { text: 'a=b' }],
  ])('%s', (text, filter) => {
    expect(parsed(text)).toEqual(filter);
  });

  test.each([
    ['gfn=xyz', '"xyz" is no gfn.'],
    ['level=', '"" is no level.'],
    ['color=red', 'There is no "color=".'],
    ['is=odd', '"odd" is no verdict.'],
    ['Q 1->0', 'An SPTE of v5.19/npt-48 has no bit "Q".'],
  ])('%s is said to be wrong', (text, message) => {
    expect(parsed(text)).toEqual([message]);
  });
});

describe('what a filter finds', () => {
  test('findings are the changes that are no plain legal ones', () => {
    const trace = goldenTrace('part.f1_race');
    const { findings } = trace.conformance;
    const events = Array.from({ length: findings.length }, (_, i) => findings.at(i));
    expect([...findEvents(trace, { judged: 'finding' })]).toEqual(events);
    expect(findEvents(trace, { judged: 'defect' }).length).toBeGreaterThan(0);
    expect(findEvents(trace, { judged: 'illegal' })).toHaveLength(0);
  });

  test('an unknown event is found by its own name, a task by a part of its name', () => {
    const line = ' kt-244 [000] d..1. 4.664215: ';
    const trace = traceOf(`${line}kvm_made_up: a=1\n${line}kvm_age_hva: x\n`);
    expect([...findEvents(trace, { name: 'made_up' })]).toEqual([0]);
    expect([...findEvents(trace, { name: 'age' })]).toEqual([1]);
    expect([...findEvents(trace, { task: 'kt' })]).toEqual([0, 1]);
    expect([...findEvents(trace, { task: 'qemu' })]).toEqual([]);
  });
});
