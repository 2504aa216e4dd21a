/**
 * The SPTE state machine against the engine: the graph of the machine gives a path to each of its
 * transitions, and the engine is made to take it. What it does on the way the machine must accept.
 */
import builtGraph from 'virtual:spte-graph';
import { createActor } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import { judgeStep } from '../engine/testing/judge-step.ts';
import type { HostOperation, VcpuOperation } from '../engine/programs/operation.ts';
import { SpteJudge, type LegalChange } from '../engine/spte-states/judge-change.ts';
import { SPTE_STATES } from '../engine/spte-states/moves.ts';
import { SPTE_TRANSITIONS, transitionsOf } from '../engine/spte-states/transitions.ts';
import { cellOf } from '../engine/state/state-map.ts';
import {
  SLOT,
  clearFlushYoung,
  collapse,
  deleteSlot,
  drive,
  enableDirtyLog,
  getDirtyLog,
  lastDirtyLog,
  load,
  mmio,
  store,
  tracking,
  zap,
  zapTables,
  type Driver,
  type Scene,
} from '../engine/testing/scene.ts';
import { computeSpteGraph } from './spte-graph.ts';
import { spteEvents, spteMachine, type SpteEvent } from './spte.machine.ts';

const GFN = SLOT.gfn + 5;

const STARTS = ['WD', 'WC', 'WP', 'RO', 'WT'] as const;
type Start = (typeof STARTS)[number];
/** Without A/D bits a writable leaf counts as dirty. */
const WITHOUT_AD: readonly Start[] = ['WD', 'WP', 'RO', 'WT'];

type Act = { readonly vcpu: VcpuOperation } | { readonly host: HostOperation };

const vcpu = (operation: VcpuOperation): Act => ({ vcpu: operation });
const host = (operation: HostOperation): Act => ({ host: operation });

/** A machine to drive, and what brings about which transition in it; null where nothing does. */
interface Column {
  readonly name: string;
  readonly scene: Scene;
  /** States to begin in where nothing leads to them; all that a leaf can have, unless said. */
  readonly starts?: readonly Start[];
  readonly drivers: Readonly<
    Record<string, (event: SpteEvent, from: string) => readonly Act[] | null>
  >;
}

const td = (kind: 'td_store' | 'td_load') => vcpu({ kind, gfn: GFN });

/** Only for one state that it leads to. */
const onlyTo =
  (state: string, ...acts: Act[]) =>
  ({ to }: SpteEvent) =>
    to === state ? acts : null;

const always =
  (...acts: Act[]) =>
  () =>
    acts;

const COLUMNS: readonly Column[] = [
  {
    name: 'A/D bits and PML',
    scene: { kernel: 'after', pml: true },
    drivers: {
      map: onlyTo('WD', vcpu(load(GFN))),
      link: always(vcpu(load(GFN))),
      age: always(host(clearFlushYoung(GFN))),
      accessed: (_, from) =>
        from === 'nonleaf' ? null : [host(clearFlushYoung(GFN)), vcpu(load(GFN))],
      dirty: always(vcpu(store(GFN))),
      log_clear_dirty: onlyTo('WC', host(enableDirtyLog())),
      reap_clear_dirty: onlyTo(
        'WC',
        host(enableDirtyLog()),
        vcpu(store(GFN)),
        host(lastDirtyLog()),
      ),
      write_track: always(host(tracking('track_shadowed')(GFN))),
      remap: (_, from) => (from === 'WT' ? [vcpu(store(GFN))] : null),
      zap: always(host(zap(GFN))),
    },
  },
  {
    name: 'A/D bits, no PML',
    scene: { kernel: 'after' },
    drivers: {
      map: onlyTo('WD', vcpu(load(GFN))),
      dirty: always(vcpu(store(GFN))),
      log_wrprot: always(host(enableDirtyLog())),
      reap_wrprot: (_, from) =>
        from === 'WD' ? [host(enableDirtyLog()), vcpu(store(GFN)), host(getDirtyLog())] : null,
      fast_fix_writable: onlyTo('WD', vcpu(store(GFN))),
      write_track: always(host(tracking('track_shadowed')(GFN))),
      age: always(host(clearFlushYoung(GFN))),
      accessed: (_, from) => (from === 'WP' ? [host(clearFlushYoung(GFN)), vcpu(load(GFN))] : null),
      zap: always(host(zap(GFN))),
    },
  },
  {
    name: 'write-protected by logging that is over',
    scene: { kernel: 'after' },
    starts: ['WP'],
    drivers: {
      fast_fix_writable: onlyTo('WC', vcpu(store(GFN))),
    },
  },
  {
    name: 'read-only in the host',
    scene: { kernel: 'after', hostWritable: false },
    drivers: {
      map: onlyTo('RO', vcpu(load(GFN))),
      age: always(host(clearFlushYoung(GFN))),
      accessed: always(host(clearFlushYoung(GFN)), vcpu(load(GFN))),
      zap: always(host(zap(GFN))),
    },
  },
  {
    name: 'read-only in the host, no A/D bits',
    scene: { kernel: 'after', hostWritable: false, noAd: true },
    starts: WITHOUT_AD,
    drivers: {
      map: onlyTo('RO', vcpu(load(GFN))),
      access_track: always(host(clearFlushYoung(GFN))),
      fast_restore: onlyTo('RO', vcpu(load(GFN))),
    },
  },
  {
    name: 'no A/D bits',
    scene: { kernel: 'after', noAd: true },
    starts: WITHOUT_AD,
    drivers: {
      map: onlyTo('WD', vcpu(load(GFN))),
      log_wrprot: always(host(enableDirtyLog())),
      access_track: always(host(clearFlushYoung(GFN))),
      fast_restore: ({ to }) => {
        if (to === 'WP') return [vcpu(load(GFN))];
        return to === 'WD' ? [vcpu(store(GFN))] : null;
      },
      write_track: always(host(tracking('track_shadowed')(GFN))),
      write_track_tracked: always(host(tracking('track_shadowed')(GFN))),
      zap: always(host(zap(GFN))),
    },
  },
  {
    name: 'no A/D bits, unmapping to age',
    scene: { kernel: 'after', noAd: true, flags: { ageWithoutAd: 'unmap' } },
    starts: WITHOUT_AD,
    drivers: {
      map: onlyTo('WD', vcpu(load(GFN))),
      age_unmap: always(host(clearFlushYoung(GFN))),
    },
  },
  {
    name: 'tables come and go',
    scene: { kernel: 'after' },
    drivers: {
      link: always(vcpu(load(GFN))),
      map: onlyTo('WD', vcpu(load(GFN))),
      unlink: always(host(zapTables(SLOT.gfn, 0x200))),
      freeze: (_, from) => (from === 'nonleaf' ? [host(collapse(GFN))] : null),
      thaw: always(),
      zap_root: (_, from) => (from === 'nonleaf' ? [host(deleteSlot(GFN))] : null),
    },
  },
  {
    name: 'tables are removed',
    scene: { kernel: 'after' },
    drivers: {
      map: onlyTo('WD', vcpu(load(GFN))),
      remove: (_, from) => (from === 'mmio' ? null : [vcpu(load(GFN)), host(collapse(GFN))]),
    },
  },
  {
    name: 'no memory',
    scene: { kernel: 'after' },
    drivers: {
      mark_mmio: (_, from) => (from === 'none' ? [vcpu(mmio(SLOT.gfn + 0x10))] : null),
    },
  },
  {
    name: 'mirror',
    scene: { kernel: 'after', flags: { extRule: 'mainline', extRetry: 'inside' } },
    drivers: {
      mirror_freeze: (_, from) => (from === 'none' ? [td('td_load')] : null),
      mirror_settle: ({ to }) => (to === 'WD' || to === 'nonleaf' ? [] : null),
      mirror_remove: (_, from) => (from === 'nonleaf' ? null : [host(tracking('td_remove')(GFN))]),
    },
  },
];

/** Rows that no sequence of operations, one after the other, brings about. */
const NOT_DRIVEN: Readonly<Record<string, string>> = {
  map_over_mmio: 'no operation adds a memslot',
  map_over_mmio_clean: 'no operation adds a memslot',
  remap_read_only: 'takes two faults at once',
  remap_clean: 'takes two faults at once; see the scenario second-fault-clears-dirty',
  remap_restricted: 'takes a fault and a tracker at once',
  reap_wrprot_large: 'no large pages in these scenes',
  map_changed_pte: 'the change_pte notifier is not modelled',
  split: 'no large pages in these scenes',
  collapse: 'no large pages in these scenes',
  map_over_table: 'no large pages in these scenes',
  map_over_table_clean: 'no large pages in these scenes',
  prefetch_over: 'prefetches are not modelled',
  prefetch_over_tracked: 'prefetches are not modelled',
};

interface Move extends SpteEvent {
  readonly from: string;
}

/** The moves that a column can bring about, and the machine that has no others. */
function movesOf({ drivers }: Column): readonly Move[] {
  return SPTE_TRANSITIONS.flatMap(({ id, moves }) =>
    Object.entries(moves).flatMap(([from, targets]) =>
      targets
        .map((to) => ({ type: id, from, to }))
        .filter((move) => (drivers[id]?.(move, from) ?? null) !== null),
    ),
  );
}

/** The shortest ways from an empty entry to each state, by moves of a column. */
function shortestPaths(moves: readonly Move[]): ReadonlyMap<string, readonly Move[]> {
  const transitions = SPTE_TRANSITIONS.map((row) => ({
    ...row,
    moves: Object.fromEntries(
      SPTE_STATES.map((state) => [
        state,
        moves.filter(({ type, from }) => type === row.id && from === state).map(({ to }) => to),
      ]),
    ),
  }));
  const events = [...spteEvents(transitions)];
  const paths = getShortestPaths(spteMachine(transitions), { events });
  return new Map(
    paths.map(({ state, steps }) => {
      const taken: Move[] = [];
      for (const { event } of steps) {
        if (!('to' in event)) continue;
        taken.push({ ...event, from: taken.at(-1)?.to ?? 'none' });
      }
      return [state.value, taken];
    }),
  );
}

interface Plan {
  readonly column: Column;
  readonly start: Start | null;
  readonly path: readonly Move[];
}

function plansOf(column: Column): readonly Plan[] {
  const moves = movesOf(column);
  const paths = shortestPaths(moves);
  return moves.flatMap((move): readonly Plan[] => {
    const before = paths.get(move.from);
    if (before !== undefined) return [{ column, start: null, path: [...before, move] }];
    const start = (column.starts ?? STARTS).find((state) => state === move.from);
    return start === undefined ? [] : [{ column, start, path: [move] }];
  });
}

/** Drives a machine through all operations of a path; tells what each entry went through. */
function take({ column, path, start }: Plan): ReadonlyMap<number, readonly LegalChange[]> {
  const acts = path.flatMap((move) => column.drivers[move.type]?.(move, move.from) ?? []);
  const vcpus = acts.flatMap((act) => ('vcpu' in act ? [act.vcpu] : []));
  const hosts = acts.flatMap((act) => ('host' in act ? [act.host] : []));
  const d = drive({
    ...column.scene,
    leafs: start === null ? {} : { [GFN]: start },
    vcpus: [vcpus],
    hosts: { host: hosts },
  });
  const judge = new SpteJudge(d.machine.config.layout);
  const trails = new Map<number, LegalChange[]>();
  for (const act of acts) runOne(d, 'vcpu' in act ? 'vcpu0' : 'host', { judge, trails });
  return trails;
}

/** One operation of an actor, to its end. */
function runOne(
  d: Driver,
  id: string,
  { judge, trails }: { judge: SpteJudge; trails: Map<number, LegalChange[]> },
): void {
  const actor = d.actor(id);
  const { map, cells } = d.machine;
  const op = (): number => cells.read(cellOf(map.thread, { record: actor, field: 'op' }));
  for (const before = op(); op() === before && d.machine.nextStep(actor) !== null;) {
    d.step(id);
    const judgement = judgeStep(judge, { machine: d.machine, actor });
    if (judgement === null || judgement.verdict === 'unchanged') continue;
    expect(judgement.verdict).toBe('legal');
    const { sptep } = d.machine.effect;
    trails.set(sptep, [...(trails.get(sptep) ?? []), judgement as LegalChange]);
  }
}

function isTaken(path: readonly Move[], trail: readonly LegalChange[]): boolean {
  let at = 0;
  for (const { from, to, transition } of trail) {
    const wanted = path[at];
    if (wanted?.type === transition.id && wanted.from === from && wanted.to === to) at += 1;
  }
  return at === path.length;
}

function textOf({ path, start }: Pick<Plan, 'path' | 'start'>): string {
  return path.reduce((text, { type, to }) => `${text} -${type}-> ${to}`, start ?? 'none');
}

describe.each(COLUMNS)('$name', (column) => {
  test.each(plansOf(column).map((plan) => [textOf(plan), plan] as const))(
    '[STATE-6] the engine goes %s',
    (_, plan) => {
      const trails = [...take(plan).values()];
      const told = trails.map((trail) =>
        textOf({
          start: null,
          path: trail.map(({ from, to, transition }) => ({ type: transition.id, from, to })),
        }),
      );
      expect(
        trails.some((trail) => isTaken(plan.path, trail)),
        told.join('; '),
      ).toBe(true);
    },
  );

  test('[STATE-6] the machine accepts all that the engine does to an entry', () => {
    const machine = spteMachine(SPTE_TRANSITIONS);
    for (const plan of plansOf(column)) {
      for (const trail of take(plan).values()) {
        const actor = createActor(machine, {
          snapshot: machine.resolveState({ value: trail[0]?.from ?? 'none' }),
        }).start();
        for (const { from, to, transition } of trail) {
          expect(actor.getSnapshot().value).toBe(from);
          const event = { type: transition.id, to };
          expect(actor.getSnapshot().can(event)).toBe(true);
          actor.send(event);
          expect(actor.getSnapshot().value).toBe(to);
        }
      }
    }
  });
});

test('[STATE-6] every row is driven by a column, or it is said why not', () => {
  const driven = new Set(
    COLUMNS.flatMap(plansOf).flatMap(({ path }) => path.map(({ type }) => type)),
  );
  const missing = SPTE_TRANSITIONS.map(({ id }) => id).filter((id) => !driven.has(id));
  expect(missing.sort()).toEqual(Object.keys(NOT_DRIVEN).sort());
});

test('[STATE-6] an event that leads from a state nowhere changes nothing', () => {
  const actor = createActor(spteMachine(SPTE_TRANSITIONS)).start();
  actor.send({ type: 'zap', to: 'none' });
  actor.send({ type: 'map', to: 'WC' });
  expect(actor.getSnapshot().value).toBe('none');
  actor.send({ type: 'map', to: 'WD' });
  expect(actor.getSnapshot().value).toBe('WD');
});

test('[STATE-6] the edges that the page draws are those of the table, of each kernel its own', () => {
  const graph = computeSpteGraph();
  expect(builtGraph).toEqual(graph);
  for (const kernel of ['v4.15', 'v6.12', 'v7.2'] as const) {
    const drawn = (graph[kernel] ?? []).map(
      ([from, to, index]) => `${from} ${SPTE_TRANSITIONS[index]?.id} ${to}`,
    );
    const rows = transitionsOf(kernel).flatMap(({ id, moves }) =>
      Object.entries(moves).flatMap(([from, targets]) =>
        targets.map((to) => `${from} ${id} ${to}`),
      ),
    );
    expect(drawn.toSorted()).toEqual(rows.toSorted());
  }
});
