import { describe, expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { judgeStep } from '../engine/testing/judge-step.ts';
import { SpteJudge } from '../engine/spte-states/judge-change.ts';
import { goldenTrace, traceOf } from '../trace/testing/golden.ts';
import type { Trace } from '../trace/trace.ts';
import type { TraceWindow } from './facts.ts';
import { recastWindow, type Recast } from './recast-window.ts';
import { windowAround } from './window-around.ts';

const RACE = goldenTrace('part.f1_race');

function eventOnLine({ events }: Trace, line: number): number {
  for (let event = 0; event < events.count; event++) {
    if (events.line(event) === line) return event;
  }
  throw new Error(`line ${line} is no event`);
}

function linesOf(trace: Trace, first: number, last: number, ...gfns: number[]): TraceWindow {
  return {
    gfns,
    firstEvent: eventOnLine(trace, first),
    endEvent: eventOnLine(trace, last) + 1,
  };
}

function recast(trace: Trace, window: TraceWindow): Recast {
  const made = recastWindow(trace, window);
  if (!made.ok) throw new Error(made.issues.map(({ message }) => message).join(' '));
  return made.value;
}

/** Transitions of the state machine that some interleaving makes, as `id from>to`. */
function transitionsIn(config: MachineConfig): ReadonlySet<string> {
  const machine = new Machine(config);
  const judge = new SpteJudge(config.layout);
  const seen = new Set<string>();
  const found = new Set<string>();
  const walk = (): void => {
    for (let actor = 0; actor < machine.actorCount; actor++) {
      if (machine.variants(actor) === 0) continue;
      machine.step({ actor, variant: 0 });
      const judged = judgeStep(judge, { machine, actor });
      if (judged?.verdict === 'legal')
        found.add(`${judged.transition.id} ${judged.from}>${judged.to}`);
      const key = `${machine.hashLo} ${machine.hashHi}`;
      if (!seen.has(key)) {
        seen.add(key);
        walk();
      }
      machine.undo();
    }
  };
  walk();
  return found;
}

describe('the race of two vCPUs that a trace of v6.1 shows', () => {
  const line917 = eventOnLine(RACE, 917);
  const made = recast(RACE, windowAround(RACE, { gfn: 0x1089, event: line917 }));

  test('is two vCPUs that store to a page which nothing maps', () => {
    const [column] = made.scenario.columns;
    expect(column!.config.leafs).toEqual([]);
    expect(column!.config.memslots).toMatchObject([{ gfn: 0x1089, pages: 1, pfn: 0x10729d }]);
    expect(column!.config.actors.map(({ operations, title }) => [title, operations])).toEqual([
      ['vCPU 0 (kt-369)', [{ kind: 'store', gfn: 0x1089 }]],
      ['vCPU 1 (kt-370)', [{ kind: 'store', gfn: 0x1089 }]],
    ]);
  });

  test('some interleaving takes Dirty away as the trace says, and none does with the commit', () => {
    const [traced, mended] = made.scenario.columns;
    expect(mended!.info.id).toBe('with-cc7ed3358e41');
    expect(transitionsIn(traced!.config)).toContain('remap_clean WD>WC');
    expect(transitionsIn(mended!.config)).not.toContain('remap_clean WD>WC');
  });

  test('has a story that makes the very values of the trace, in its order', () => {
    expect(made.isRetraced).toBe(true);
    const machine = new Machine(made.scenario.columns[0]!.config);
    const written: string[] = [];
    for (const step of made.scenario.script) {
      machine.step(step);
      const { effect } = machine;
      if (!effect.wrote || effect.level !== 1) continue;
      written.push(
        `${step.actor} ${effect.before.lo.toString(16)} ${effect.after.lo.toString(16)}`,
      );
    }
    // The page frame has bit 32: 10729de67 and 10729de27 in the trace.
    expect(written).toEqual(['1 0 729de67', '0 729de67 729de27']);
  });

  test('leaves the trace where it was', () => {
    RACE.seek(77);
    recastWindow(RACE, linesOf(RACE, 582, 918, 0x1089));
    expect(RACE.position).toBe(77);
    RACE.seek(RACE.events.count);
  });
});

describe('what is inferred', () => {
  test('says so, and from which line', () => {
    const { text } = recast(RACE, linesOf(RACE, 582, 918, 0x1089));
    expect(text).toContain('- store 0x1089 # inferred: its fault on line 915\n');
    const operations = text.split('\n').filter((line) => /^ {6}- /.test(line));
    expect(operations.length).toBe(2);
    for (const line of operations) expect(line).toMatch(/# inferred: .*line \d+/);
  });

  test('what maps the page at first is what the tables held', () => {
    const { text } = recast(RACE, linesOf(RACE, 700, 930, 0x1089));
    expect(text).toContain('- { gfn: 0x1089, spte: WD } # 0x10729de67 in the trace\n');
  });

  test('dirty logging, and the stores it catches', () => {
    const trace = goldenTrace('linux-6.1-npt.b1_dirty_log');
    const { events } = trace;
    const window = { gfns: [0x1004, 0x1005], firstEvent: 380, endEvent: events.count };
    const { text } = recast(trace, window);
    expect(text).toMatch(/- host: host-kt-\d+\n/);
    expect(text).toContain('- enable_dirty_log 0x1004 # inferred: W was taken from a leaf, line');
    expect(text).toMatch(/- get_dirty_log 0x100[45] # inferred/);
    expect(text).toMatch(/- store 0x100[45] # inferred: its fault/);
  });

  test('pages that the host took back, and large ones', () => {
    const trace = goldenTrace('linux-6.1-npt-big.c5_nx_huge_pages');
    const { text } = recast(trace, {
      gfns: [0x40000],
      firstEvent: 0,
      endEvent: trace.events.count,
    });
    expect(text).toContain('large: true');
    const aged = goldenTrace('linux-6.1-ept-noad.e2_pageout');
    const { gfns, text: zapped } = wholeLife(aged);
    expect(zapped).toContain(`- zap 0x${gfns[0]!.toString(16)}`);
  });

  test('addresses without memory', () => {
    const trace = goldenTrace('linux-6.1-ept-noad.g1_ro_mmio');
    const mmio = recast(trace, linesOf(trace, 90, 140, 0xd0000));
    expect(mmio.text).toContain('- mmio 0xd0000 # inferred: its fault on line 96');
    // Later a memslot takes its place: then it is memory, which the model has from the beginning.
    const memory = recast(trace, linesOf(trace, 141, 195, 0xd0000));
    expect(memory.text).toContain('{ gfn: 0xd0000, pages: 1, pfn: 0x9c76 }');
  });
});

/** The first gfn of a trace that a notifier takes, from beginning to end. */
function wholeLife(trace: Trace): { readonly gfns: readonly number[]; readonly text: string } {
  for (const gfn of [0x1000, 0x1001, 0x1002]) {
    const window = { gfns: [gfn], firstEvent: 0, endEvent: trace.events.count };
    const made = recastWindow(trace, window);
    if (made.ok && made.value.text.includes('- zap '))
      return { gfns: [gfn], text: made.value.text };
  }
  throw new Error('none of the gfns is zapped');
}

describe('a window that makes no scenario', () => {
  const reasons = (trace: Trace, window: TraceWindow): readonly string[] => {
    const made = recastWindow(trace, window);
    return made.ok ? [] : made.issues.map(({ code }) => code);
  };

  test('says why', () => {
    const { count } = RACE.events;
    const all = { firstEvent: 0, endEvent: count };
    expect(reasons(RACE, { gfns: [], ...all })).toEqual(['too-many-gfns']);
    expect(reasons(RACE, { gfns: [2 ** 33], ...all })).toEqual(['gfn-limit']);
    expect(reasons(RACE, { gfns: [1], firstEvent: 5, endEvent: 5 })).toEqual(['no-such-window']);
    expect(reasons(RACE, { gfns: [0x7777], ...all })).toEqual(['nothing-happens']);
  });

  test('threads that are more than a scenario has', () => {
    const fault = (pid: number): string =>
      `  kt-${pid} [000] ..... 1.${pid}: kvm_page_fault: vcpu ${pid - 100} rip 0x1000 address 0x0000000000005000 error_code 0x6\n`;
    const trace = traceOf([100, 101, 102, 103, 104].map(fault).join(''));
    expect(reasons(trace, { gfns: [5], firstEvent: 0, endEvent: 5 })).toEqual(['too-many']);
    expect(reasons(trace, { gfns: [5], firstEvent: 0, endEvent: 4 })).toEqual([]);
  });
});
