import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCENARIOS, eventLines, goldenBytes, goldenText, traceOf } from '../testing/golden.ts';
import type { Trace } from '../trace.ts';
import { eventMessage, eventName, timeText } from './event-text.ts';

const LINE = '              kt-244     [000] ...1.     4.660636: ';
const CHANGE = 'kvm_tdp_mmu_spte_changed: as id 0 gfn 0 level 4 old_spte 0 new_spte 105e25827';

function shown(trace: Trace, event: number): string {
  const { contexts, events, reader } = trace;
  const context = contexts.all[events.context[event]!]!;
  const time = timeText(events.time.at(event), reader.timeDigits!);
  const who = `${context.comm}-${context.pid} [${String(context.cpu).padStart(3, '0')}]`;
  return `${who} ${time}: ${eventName(events, event)}: ${eventMessage(events, event)}`;
}

/** A line of the kernel in the same words. */
function normal(line: string): string {
  const [, who, cpu, time, rest] = /^\s*(.*-\d+)\s+\[(\d+)\] \S*\s+([\d.]+): (.*?)\s*$/.exec(line)!;
  return `${who} [${cpu}] ${time}: ${rest}`;
}

describe('every event of real traces', () => {
  test.each(SCENARIOS)('%s: is recognised, and kept whole', (scenario) => {
    const text = goldenText(`${scenario}/trace.txt.gz`);
    const trace = traceOf(text);
    const lines = eventLines(text);
    expect(trace.notes.unknownCount + trace.notes.misreadCount).toBe(0);
    expect(trace.notes.unreadableCount).toBe(0);
    expect(trace.events.count).toBe(lines.length);
    lines.forEach((line, event) => {
      expect(shown(trace, event)).toBe(normal(line));
    });
  });

  test('each event knows its line', () => {
    const text = goldenText('linux-6.1-npt.b1_dirty_log/trace.txt.gz');
    const { events } = traceOf(text);
    const lines = text.split('\n');
    for (let event = 0; event < events.count; event++) {
      expect(lines[events.line(event) - 1]).toContain(eventMessage(events, event).trimEnd());
    }
  });

  test('chunks of any size make the same events', () => {
    const bytes = goldenBytes('linux-6.12-npt.s1_smm/trace.txt.gz');
    const all = (trace: Trace): string[] =>
      Array.from({ length: trace.events.count }, (_, event) => shown(trace, event));
    const whole = all(traceOf(bytes));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (chunkBytes) => {
        expect(all(traceOf(bytes, {}, chunkBytes))).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

describe('ways to print a trace', () => {
  test.each([
    ['latency', 26, 'kt-250 [000] 0.242622: kvm_mmu_get_page:'],
    ['record-tgid', 24, 'kt-250 [000] 10.522179: kvm_mmu_get_page:'],
    ['noirq-info', 24, 'kt-249 [000] 15.392243: kvm_mmu_get_page:'],
    ['clock-counter', 24, 'kt-250 [000] 19: kvm_mmu_get_page:'],
    ['perf-script', 24, 'kt-256 [000] 8.224291: kvm_page_fault:'],
    ['trace-cmd-report', 23, 'kt-399 [000] 149.907513: kvm_mmu_get_page:'],
  ])('%s', (format, count, first) => {
    const trace = traceOf(goldenText(`formats/${format}.txt`));
    const { misreadCount, unknownCount, unreadableCount } = trace.notes;
    expect({ misreadCount, unknownCount, unreadableCount }).toEqual({
      misreadCount: 0,
      unknownCount: 0,
      unreadableCount: 0,
    });
    expect(trace.events.count).toBe(count);
    const all = Array.from({ length: count }, (_, event) => shown(trace, event));
    expect(all.find((text) => text.includes('get_page') || text.includes('page_fault'))).toContain(
      first,
    );
  });

  test('the latency format of trace-cmd', () => {
    const trace = traceOf(`       CPU 0/KVM-260     1d..1.  9.048256123: ${CHANGE}\n`);
    expect(shown(trace, 0)).toBe(`CPU 0/KVM-260 [001] 9.048256123: ${CHANGE}`);
    expect(trace.contexts.all[0]!.flags).toBe('d..1.');
  });

  test('the thread group is kept, when it is recorded', () => {
    const { contexts } = traceOf(goldenText('formats/record-tgid.txt'));
    expect(contexts.all[0]).toEqual({ comm: 'kt', pid: 250, tgid: 250, cpu: 0, flags: '.....' });
  });

  test('names of tasks may hold spaces, slashes and dots', () => {
    const trace = traceOf(
      [
        `       CPU 0/KVM-260   [001] d..1.   9.048256: ${CHANGE}`,
        `  kdamond.0-370   [001] ...1.   9.048257: ${CHANGE}`,
        `           <...>-247     [000] .....     9.048258: ${CHANGE}`,
        `   a [b] c-5 [010]   9.048259: ${CHANGE}`,
        '',
      ].join('\n'),
    );
    expect(trace.contexts.all.map(({ comm, cpu, pid }) => [comm, pid, cpu])).toEqual([
      ['CPU 0/KVM', 260, 1],
      ['kdamond.0', 370, 1],
      ['<...>', 247, 0],
      ['a [b] c', 5, 10],
    ]);
  });

  test('lost events are noted before the event that came after', () => {
    const { events, notes } = traceOf(goldenText('formats/trace-pipe-lost.txt'));
    expect(notes.lost).toEqual([{ cpu: 0, count: 97, line: 9, event: 8 }]);
    expect(events.line(8)).toBe(10);
    const dropped = traceOf('CPU:3 [12 EVENTS DROPPED]\nCPU:1 [LOST EVENTS]\n').notes.lost;
    expect(dropped.map(({ count, cpu }) => [cpu, count])).toEqual([
      [3, 12],
      [1, null],
    ]);
  });
});

describe('what is not understood', () => {
  test('an event of an unknown kind is kept, counted and listed', () => {
    const { events, notes } = traceOf(
      `${LINE}${CHANGE}\n${LINE}kvm_made_up: a=1 b=2\n${LINE}kvm_made_up: a=2 b=3\n`,
    );
    expect(events.count).toBe(3);
    expect([...notes.unknownKinds.values()]).toEqual([
      { name: 'kvm_made_up', count: 2, lines: [2, 3] },
    ]);
    expect([eventName(events, 2), eventMessage(events, 2)]).toEqual(['kvm_made_up', 'a=2 b=3']);
  });

  test('a probe on a function says so by its message', () => {
    const { events, notes } = traceOf(
      `${LINE}my_probe: (kvm_tdp_mmu_map+0x4/0x540 [kvm]) gfn=0x1\n${LINE}my_return: (kvm_mmu_x+0x1/0x2 [kvm] <- caller) arg1=0\n`,
    );
    expect([eventName(events, 0), eventName(events, 1)]).toEqual(['my_probe', 'my_return']);
    expect(notes.unknownCount).toBe(0);
  });

  test('a message that reads otherwise is kept as it is, and listed', () => {
    const { events, notes } = traceOf(`${LINE}kvm_tdp_mmu_spte_changed: as id zero gfn 0\n`);
    expect(notes.misread).toEqual([
      { line: 1, text: 'kvm_tdp_mmu_spte_changed: as id zero gfn 0' },
    ]);
    expect(eventMessage(events, 0)).toBe('as id zero gfn 0');
  });

  test('garbage between events does no harm to them', () => {
    const garbage = '\u0000\u0001 \u00ff [x] : \n\n~~~ [12 no\n';
    const trace = traceOf(`${LINE}${CHANGE}\n${garbage}${LINE}${CHANGE}\n`);
    expect(trace.events.count).toBe(2);
    expect(trace.events.line(1)).toBe(5);
    expect(trace.notes.unreadable.map(({ line }) => line)).toEqual([2, 4]);
  });

  test.each(['x', `${LINE}${CHANGE}`])(
    'a line of "%s" without end is cut, and no event',
    (part) => {
      const text = `${part.repeat(100_000 / part.length)}\n${LINE}${CHANGE}\n`;
      for (const chunkBytes of [1000, 1 << 20]) {
        const { events, notes } = traceOf(text, {}, chunkBytes);
        expect([events.count, events.line(0), notes.cutLines]).toEqual([1, 2, 1]);
        expect(notes.unreadable.map(({ line }) => line)).toEqual([1]);
      }
    },
  );

  test('a line that the file ends in is no event, and listed', () => {
    const { events, notes } = traceOf(`${LINE}${CHANGE}\n${LINE}${CHANGE}`);
    expect([events.count, notes.endsInLine]).toEqual([1, true]);
    expect(notes.unreadable).toEqual([{ line: 2, text: `${LINE}${CHANGE}` }]);
    expect(traceOf(`${LINE}${CHANGE}\n`).notes.endsInLine).toBe(false);
  });

  test('a mark before UTF-8 is no part of the first line', () => {
    const header = traceOf(`\ufeff# tracer: nop\n${LINE}${CHANGE}\n`, {}, 1);
    expect(header.notes.header).toEqual([{ line: 1, text: '# tracer: nop' }]);
    const event = traceOf(`\ufeffkt-5 [000] ..... 1.5: ${CHANGE}\n`);
    expect(event.contexts.all[0]!.comm).toBe('kt');
    expect(traceOf(`${LINE}${CHANGE}\n\ufeff# tracer: nop\n`).notes.unreadableCount).toBe(1);
  });

  test('clocks that go back are noted', () => {
    const { notes } = traceOf(`${LINE}${CHANGE}\n${LINE.replace('4.66', '3.66')}${CHANGE}\n`);
    expect([notes.backwards, notes.firstBackwardsLine]).toEqual([1, 2]);
  });
});
