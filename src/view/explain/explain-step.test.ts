/** Every step of every shipped story in every column, really run; and what some of them are told to be. */
import { expect, test } from 'vitest';
import { present } from '../../base/assert.ts';
import { shippedScenarios } from '../../catalogue/testing/shipped-columns.ts';
import type { AccessKind, BlockedInfo } from '../../protocol/run.ts';
import type { Scenario, ScenarioColumn } from '../../scenario/scenario.ts';
import { ColumnRun } from '../../session/column-run.ts';
import { actorListing } from '../../session/listing.ts';
import { moveMirror, startMirror, viewOfMirror } from '../mirror/mirror.ts';
import { explainStepAt } from './explain-step.ts';

const SCENARIOS = shippedScenarios();

interface Told {
  readonly title: string;
  readonly code: string;
  readonly access: AccessKind;
  readonly text: string;
}

/** A column's run of its story, and what each step of it is told to be. */
function tellStory(scenario: Scenario, { config }: ScenarioColumn): Told[] {
  const run = new ColumnRun(config);
  const { cells, map } = run.machine;
  const start = Uint32Array.from({ length: map.memory.cellCount }, (_, cell) => cells.read(cell));
  const blockedAt: BlockedInfo[][] = [];
  run.rewindFor(scenario.script);
  while (!run.advance(1)) blockedAt.push(run.blocked());
  blockedAt.push(run.blocked());
  const actors = actorListing(config.actors);
  let mirror = startMirror(start);
  return run.records.map(({ access, choice, code, n }) => {
    mirror = moveMirror(mirror, run.records, n);
    const view = viewOfMirror(map, mirror);
    const blocked = blockedAt[n - 1] ?? null;
    const { layout } = config;
    const input = { actors, blocked, layout, position: n, records: run.records, view };
    const text = present(explainStepAt(input), `step ${n} has no record`);
    return { title: actors[choice.actor]?.title ?? '', code, access, text };
  });
}

const STORIES = SCENARIOS.flatMap((scenario) =>
  scenario.columns.map((column) => ({
    name: `${scenario.info.id}, ${column.info.id}`,
    told: tellStory(scenario, column),
  })),
);

function told(name: string): Told[] {
  return present(
    STORIES.find((story) => story.name === name),
    name,
  ).told;
}

test.each(STORIES)(
  '$name: each step is told in words, and not in pseudo-code',
  ({ told: steps }) => {
    for (const { code, text, title } of steps) {
      expect(text.startsWith(`${title} `), text).toBe(true);
      expect(text).not.toContain(code);
      // A sentence, in which nothing is missing.
      expect(text).toMatch(/[\w)]\.$/);
      expect(text).not.toMatch(/undefined|NaN|0x-|: \.| \(\)| {2}/);
    }
  },
);

test('the shipped stories have every kind of access', () => {
  const kinds = STORIES.flatMap(({ told: steps }) => steps.map(({ access }) => access));
  // As many as AccessKind has.
  expect(new Set(kinds).size).toBe(33);
});

/** Story and column, step, what it is told to be. */
const EXACT: readonly (readonly [string, number, string])[] = [
  [
    'aging-clears-dirty, before-conditional',
    6,
    'vCPU 0 stores to gfn 0x205: TLB hit, W=1 D=1, so the SPTE in memory is not touched.',
  ],
  [
    'aging-clears-dirty, before-conditional',
    46,
    'vCPU 0 stores to gfn 0x205: TLB hit, W=1 D=1, so the SPTE in memory is not touched. The translation is stale: D is clear in memory by now, and this store does not set it.',
  ],
  [
    'access-tracking-fast-fault, after',
    37,
    'vCPU 0 stores to gfn 0x205: TLB hit, W=0 D=0, so the CPU may not do it: EPT violation, and the cached translation is dropped.',
  ],
  [
    'aging-drops-dirty, before',
    13,
    'ager clears A and D in the SPTE of gfn 0x205 by a plain store. It is R W X H MW now. D had been set since it read the SPTE, and is lost.',
  ],
  [
    'clear-by-hand, kernel',
    57,
    'migration takes the bit of gfn 0x205 out of the dirty bitmap: a store that comes after must set it anew.',
  ],
  [
    'get-flush-pml, kernel',
    51,
    'vCPU 0 sets the bit of gfn 0x205, from the PML buffer, in the dirty bitmap: userspace will copy the page again.',
  ],
  [
    'remote-flush-at-length, kernel',
    39,
    'vCPU 1 asks whether the page it looked up may be mapped: mmu_invalidate_seq was 0 and is 1, so what it knows may be out of date.',
  ],
  [
    'fault-outlives-its-page, unasked',
    30,
    'vCPU 1 asks whether the page it looked up may be mapped: mmu_invalidate_seq is 0 as before, and an invalidation of gfn 0x205 is under way.',
  ],
  [
    'fault-outlives-its-page, unasked',
    19,
    "notifier unmaps gfn 0x205 on the host's side and takes pfn 0x9a05 back: struct page is clean, so it is dropped without being written out.",
  ],
  [
    'aging-meets-frozen-entry, locked-and',
    47,
    'vmm ends its RCU section: nobody is left that page tables 0x41, 0x42 and 0x43 had to wait for, so RCU may free them.',
  ],
  [
    'lockless-walk-meets-table-free, before',
    34,
    'vCPU 0 loads from gfn 0x210, but not by itself: KVM emulates the instruction, and so learns of the access.',
  ],
  [
    'mirror-two-faults-reenter, before',
    41,
    'vCPU 1 calls the TDX module, which refuses: the external table maps gfn 0x205 already.',
  ],
  [
    'aging-drops-dirty, and',
    11,
    'vCPU 0 stores to gfn 0x205: its walk sets D in the SPTE of gfn 0x205 by a locked OR, and the TLB caches the translation.',
  ],
  [
    'fault-into-invalid-root, before',
    10,
    "userspace takes mmu_lock for write, which nobody held: no other path of KVM's that takes it runs now. vCPU 0 waits for mmu_lock.",
  ],
  [
    'fault-outlives-its-page, unasked',
    40,
    'vCPU 0 takes mmu_lock for read, beside vCPU 1: each of them may change SPTEs meanwhile. notifier waits for mmu_lock.',
  ],
  [
    'collapse-meets-walker, v5-17',
    21,
    'collapser hands page table 0x43 to RCU, which frees it once collapser has left the RCU section open now.',
  ],
  [
    'access-tracking-enable, before',
    38,
    'vCPU 0 stores to gfn 0x205: TLB hit, W=1 (the mapping has no A/D bits), so the SPTE in memory is not touched. The translation is stale: memory does not allow R, W and X any more.',
  ],
  [
    'access-tracking-enable, before',
    46,
    'migration is done: the VM goes on elsewhere with what was copied. A store is lost: gfn 0x205 is at version 2, and 1 was sent.',
  ],
  [
    'remote-flush-at-length, kernel',
    26,
    'zapper asks for a TLB flush: vCPU 0 (TLB flush), vCPU 1 (TLB flush). zapper waits for vCPUs in the guest to acknowledge its flush.',
  ],
  [
    'access-tracking-enable, after',
    34,
    'migration flushes the TLBs of all vCPUs: vCPU 0 loses gfn 0x205 and 3 paging-structure entries. The next access walks memory again.',
  ],
  [
    'access-tracking-stale-dirty, merged',
    33,
    'idle-page tracking clears R, W and X in the SPTE of gfn 0x205 by XCHG, which hands it what memory really held. It is H MW now.',
  ],
  [
    'aging-meets-frozen-entry, cas',
    31,
    'ager does not get to change the SPTE of gfn 0x200: it is frozen, and no longer what had been read.',
  ],
  [
    'access-tracking-enable, before',
    13,
    'idle-page tracking tells the host that the page of gfn 0x205 is dirty: it stands in struct page now.',
  ],
];

test.each(EXACT)('%s, step %i', (name, n, text) => {
  expect(told(name)[n - 1]?.text).toBe(text);
});

test('at the beginning there is no step to explain', () => {
  const scenario = present(SCENARIOS[0], 'no scenario');
  const { config } = present(scenario.columns[0], 'no column');
  const { cells, map } = new ColumnRun(config).machine;
  const view = viewOfMirror(
    map,
    startMirror(Uint32Array.from({ length: map.memory.cellCount }, (_, cell) => cells.read(cell))),
  );
  const input = {
    actors: [],
    blocked: null,
    layout: config.layout,
    position: 0,
    records: [],
    view,
  };
  expect(explainStepAt(input)).toBeNull();
});
