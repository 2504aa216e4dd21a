import { describe, expect, test } from 'vitest';
import { goldenText, traceOf } from '../../trace/testing/golden.ts';
import { traceSummary } from '../../trace/reports/summary.ts';
import { outlineOf } from '../../session/trace/outline-of.ts';
import { counted } from './counted.ts';
import { bytesText, clockText, secondsText, traceFacts, gapText } from './trace-facts.ts';

function factsOf(text: string): readonly string[] {
  const trace = traceOf(text);
  return traceFacts(outlineOf(trace), traceSummary(trace)).map((fact) => fact.text);
}

describe('what is said of a trace', () => {
  test('of one that was understood: what it is', () => {
    const facts = factsOf(goldenText('formats/latency.txt'));
    expect(facts).toContain('26 events on 44 lines');
    expect(facts).toContain('no findings');
    expect(facts.join()).not.toMatch(/unknown|not understood|lost|back/);
  });

  test('of one that was not: everything that is odd', () => {
    const line = ' kt-244 [000] d..1. 4.66: ';
    const facts = factsOf(
      `${line}kvm_made_up: a=1\nnonsense\nCPU:0 [LOST 97 EVENTS]\n kt-244 [000] d..1. 3.66: kvm_made_up: 2\ncut`,
    );
    expect(facts).toEqual(
      expect.arrayContaining([
        '2 events of unknown kinds',
        '2 lines that are no events',
        '97 events lost',
        'the clock goes back 1 time',
        'the file ends within a line',
      ]),
    );
  });
});

test.each([
  [0, '0 events'],
  [1, '1 event'],
  [999, '999 events'],
  [1_234_567, '1,234,567 events'],
])('%i counted', (count, text) => {
  expect(counted(count, 'event')).toBe(text);
});

test.each([
  [0, '0 s'],
  [12.34567, '12.35 s'],
  [0.38, '380 ms'],
  [0.000_012, '12 µs'],
  [3e-9, '3 ns'],
])('%f seconds', (seconds, text) => {
  expect(secondsText(seconds)).toBe(text);
});

test('bytes and places on a clock', () => {
  expect([999, 12_345, 340e6, 2.5e9].map(bytesText)).toEqual([
    '999 bytes',
    '12.3 kB',
    '340.0 MB',
    '2.50 GB',
  ]);
  expect([clockText(4_664_215, 6), clockText(17, -1)]).toEqual(['4.664215', '17']);
});

test('how much later something was, in the clock of the trace', () => {
  expect(gapText(2_500, 6)).toBe('2.5 ms');
  expect(gapText(-3, 0)).toBe('−3 s');
  expect(gapText(1, -1)).toBe('1 tick');
});
