/**
 * How often an SPTE goes from one state to another in all interleavings that a search has found: every
 * step of the graph is done once, and what it leaves in the entry is looked at.
 *
 * The SPTE is what stands for a gfn at a level, in whichever table page: another interleaving takes its
 * pages in another order. Pages that are not yet, or no longer, tables are somebody else's.
 */
import type { Word64 } from '../base/word64.ts';
import { spteKind, type SpteKind } from '../engine/layout/spte-kind.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { SpteJudge } from '../engine/spte-states/judge-change.ts';
import { spteWriterOf } from '../engine/spte-writer.ts';
import { gfnsPerEntry, spteIndex } from '../engine/state/readers.ts';
import { FRAME_LIFE, PT_ENTRIES } from '../engine/state/state-map.ts';
import type { Slices } from './slices.ts';
import { NO_STATE, type StateGraph } from './state-graph.ts';

/** An entry by what it covers: `gfn` is any of those. */
export interface CountedSpte {
  readonly gfn: number;
  readonly level: number;
}

export interface CountedChange {
  readonly from: SpteKind;
  /** Equal to `from` where only bits change. */
  readonly to: SpteKind;
  /** Row of the table of transitions that allows it; null if none does. */
  readonly transition: string | null;
  /** Steps of the graph that do it. */
  readonly count: number;
}

/** Where the fields of a table page's record are. */
const SP = { life: 0, level: 1, gfn: 2 } as const;

/** Steps done in one piece: some milliseconds. */
const SLICE_STEPS = 2048;

export interface ToCount {
  readonly config: MachineConfig;
  readonly spte: CountedSpte;
}

/** `onStates` is told after each piece how many states have been come to. */
export function* changeSlices(
  graph: StateGraph,
  { config, spte }: ToCount,
  onStates: (states: number) => void = () => undefined,
): Slices<CountedChange[]> {
  const machine = new Machine(config);
  const entry = new EntryWatch(machine, spte);
  const walk = new GraphWalk(graph, machine, entry);
  while (!walk.advance(SLICE_STEPS)) {
    onStates(walk.states);
    yield;
  }
  return entry.changes;
}

/** Goes through a graph depth first, by doing and undoing each of its steps once. */
class GraphWalk {
  /** Come to so far. */
  states = 1;
  readonly #graph: StateGraph;
  readonly #machine: Machine;
  readonly #entry: EntryWatch;
  readonly #seen: Uint8Array;
  /** The path, and per state of it the way to be tried next. */
  readonly #path = [0];
  readonly #nextWays = [0];

  constructor(graph: StateGraph, machine: Machine, entry: EntryWatch) {
    this.#graph = graph;
    this.#machine = machine;
    this.#entry = entry;
    this.#seen = new Uint8Array(graph.states);
    this.#seen[0] = 1;
    entry.look();
  }

  /** Does at most so many steps. True when all are done. */
  advance(stepsMax: number): boolean {
    for (let done = 0; done < stepsMax;) {
      const state = this.#path.at(-1);
      if (state === undefined) return true;
      const way = this.#nextWays.at(-1) ?? 0;
      if (way === this.#graph.ways) {
        this.#leave();
        continue;
      }
      this.#nextWays[this.#nextWays.length - 1] = way + 1;
      const next = this.#graph.successor(state, way);
      if (next === NO_STATE) continue;
      this.#take(way, next);
      done += 1;
    }
    return false;
  }

  #take(way: number, next: number): void {
    const actor = this.#graph.actorOf(way);
    this.#machine.step({ actor, variant: this.#graph.variantOf(way) });
    this.#entry.count(actor);
    if (this.#seen[next] === 1) {
      this.#machine.undo();
      return;
    }
    this.#seen[next] = 1;
    this.states += 1;
    this.#path.push(next);
    this.#nextWays.push(0);
    this.#entry.look();
  }

  #leave(): void {
    this.#path.pop();
    this.#nextWays.pop();
    if (this.#machine.undo()) this.#entry.look();
  }
}

/** The entry, in all pages that may be its table: what a step has made of it. */
class EntryWatch {
  readonly #machine: Machine;
  readonly #spte: CountedSpte;
  readonly #judge: SpteJudge;
  readonly #index: number;
  /** First gfn of the table. */
  readonly #tableGfn: number;
  /** Per frame, before the step: [lo, hi, 1 if it is the entry's table]. */
  readonly #before: Uint32Array;
  readonly #counts = new Map<string, CountedChange>();

  constructor(machine: Machine, spte: CountedSpte) {
    const { gfn, level } = spte;
    this.#machine = machine;
    this.#spte = spte;
    this.#judge = new SpteJudge(machine.config.layout);
    this.#index = spteIndex({ gfn, level });
    const span = gfnsPerEntry(level) * PT_ENTRIES;
    this.#tableGfn = Math.floor(gfn / span) * span;
    this.#before = new Uint32Array(machine.map.shape.frames * 3);
  }

  /** The most frequent first. */
  get changes(): CountedChange[] {
    return [...this.#counts.values()].sort((one, other) => other.count - one.count);
  }

  look(): void {
    const before = this.#before;
    for (let frame = 0, at = 0; at < before.length; frame++, at += 3) {
      before[at] = this.#half(frame, 0);
      before[at + 1] = this.#half(frame, 1);
      before[at + 2] = this.#isTable(frame) ? 1 : 0;
    }
  }

  /** After a step of this actor. */
  count(actor: number): void {
    const before = this.#before;
    for (let frame = 0, at = 0; at < before.length; frame++, at += 3) {
      const lo = this.#half(frame, 0);
      const hi = this.#half(frame, 1);
      if (lo === before[at] && hi === before[at + 1]) continue;
      if (before[at + 2] === 0 || !this.#isTable(frame)) continue;
      this.#add(actor, { lo: before[at] ?? 0, hi: before[at + 1] ?? 0 }, { lo, hi });
    }
  }

  #half(frame: number, half: 0 | 1): number {
    const { base, stride } = this.#machine.map.pt;
    return this.#machine.cells.read(base + frame * stride + this.#index * 2 + half) >>> 0;
  }

  #isTable(frame: number): boolean {
    const { cells, map } = this.#machine;
    const record = map.sp.base + frame * map.sp.stride;
    const life = cells.read(record + SP.life);
    if (life !== FRAME_LIFE.private && life !== FRAME_LIFE.linked && life !== FRAME_LIFE.removed) {
      return false;
    }
    const isOfLevel = cells.read(record + SP.level) === this.#spte.level;
    return isOfLevel && cells.read(record + SP.gfn) === this.#tableGfn;
  }

  #add(actor: number, old: Word64, after: Word64): void {
    const machine = this.#machine;
    const { layout } = machine.config;
    const { level } = this.#spte;
    const writer = spteWriterOf(machine, actor);
    const judgement = this.#judge.judge({ level, old, new: after, ...writer });
    const transition = judgement.verdict === 'legal' ? judgement.transition.id : null;
    const from = spteKind(layout, old, level);
    const to = spteKind(layout, after, level);
    const key = `${from} ${to} ${transition ?? ''}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { from, to, transition, count });
  }
}
