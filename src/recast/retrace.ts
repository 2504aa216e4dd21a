/**
 * Looks for a run of the model in which the pages change as the trace says they did: the same leafs, by
 * the same threads, in the same order, and nothing else but what the CPU sets itself. Depth first, the
 * thread that is next in the trace before the others, each state once; given up after so many.
 */
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { spteKind, type SpteKind } from '../engine/layout/spte-kind.ts';
import { gfnsPerEntry, readFrame } from '../engine/state/readers.ts';
import type { ChangeFact } from './facts.ts';
import type { InferredActor } from './infer-actors.ts';

const STATES_MAX = 20_000;
const ENTRIES = 512;

export interface RetracedBeat {
  /** As a story has them: `vcpu0 3`. */
  readonly runs: readonly string[];
  /** What the last of these steps did. */
  readonly change: ChangeFact;
}

interface Wanted {
  readonly actor: number;
  readonly gfn: number;
  readonly to: SpteKind;
  readonly change: ChangeFact;
}

/** Undefined if there is no such run, or none was found within the bound. */
export function retrace(
  config: MachineConfig,
  {
    actors,
    changes,
  }: { readonly changes: readonly ChangeFact[]; readonly actors: readonly InferredActor[] },
): readonly RetracedBeat[] | undefined {
  const wanted = changes.flatMap((change): readonly Wanted[] => {
    const { gfn, task } = change;
    const to = settled(change.to);
    // Other bits of the same state are not waited for.
    if (settled(change.from) === to) return [];
    return [{ actor: actors.findIndex((actor) => actor.task === task), gfn, to, change }];
  });
  if (wanted.length === 0 || wanted.some(({ actor }) => actor < 0)) return undefined;
  const search = new RetraceSearch(config, wanted);
  if (!search.find()) return undefined;
  return beatsOf(search.path, { wanted, config });
}

/** Frozen is on the way to empty, and a trace shows the one or the other. */
function settled(kind: SpteKind): SpteKind {
  return kind === 'frozen' ? 'none' : kind;
}

interface TakenStep {
  readonly actor: number;
  /** How many of the wanted changes have been made by then. */
  readonly made: number;
}

class RetraceSearch {
  readonly path: TakenStep[] = [];
  private readonly machine: Machine;
  private readonly wanted: readonly Wanted[];
  private readonly seen = new Set<string>();

  constructor(config: MachineConfig, wanted: readonly Wanted[]) {
    this.machine = new Machine(config);
    this.wanted = wanted;
  }

  /** Each level of `tried` holds the actors that are still to be tried there. */
  find(): boolean {
    const { machine, path } = this;
    const tried: number[][] = [this.order(0)];
    let made = 0;
    while (made < this.wanted.length) {
      const actor = tried.at(-1)?.shift();
      if (actor === undefined) {
        tried.pop();
        if (path.pop() === undefined) return false;
        machine.undo();
        made = path.at(-1)?.made ?? 0;
        continue;
      }
      if (machine.variants(actor) === 0) continue;
      machine.step({ actor, variant: 0 });
      const next = this.madeBy(actor, made);
      const key = `${machine.hashLo} ${machine.hashHi} ${next}`;
      if (next < 0 || this.seen.has(key)) {
        machine.undo();
        continue;
      }
      if (this.seen.size >= STATES_MAX) return false;
      this.seen.add(key);
      made = next;
      path.push({ actor, made });
      tried.push(this.order(made));
    }
    return true;
  }

  private order(made: number): number[] {
    const first = this.wanted[made]?.actor ?? 0;
    const last = this.path.at(-1)?.actor ?? first;
    const all = Array.from({ length: this.machine.actorCount }, (_, actor) => actor);
    return [...new Set([first, last, ...all])];
  }

  /** How many of the changes are made after the step; -1: it made one that the trace has not. */
  private madeBy(actor: number, made: number): number {
    const { effect } = this.machine;
    if (!effect.wrote || effect.sptep < 0 || effect.byCpu) return made;
    const { layout } = this.machine.config;
    const from = settled(spteKind(layout, effect.before, effect.level));
    const to = settled(spteKind(layout, effect.after, effect.level));
    if (from === to || from === 'nonleaf' || to === 'nonleaf') return made;
    const { cells, map } = this.machine;
    const { gfn } = readFrame({ map, cells }, Math.floor(effect.sptep / ENTRIES));
    const entry = gfn + (effect.sptep % ENTRIES) * gfnsPerEntry(effect.level);
    const next = this.wanted[made];
    const isNext = next?.actor === actor && next.gfn === entry && next.to === to;
    if (isNext) return made + 1;
    return this.wanted.some((one) => one.gfn === entry) ? -1 : made;
  }
}

function beatsOf(
  path: readonly TakenStep[],
  { config, wanted }: { readonly wanted: readonly Wanted[]; readonly config: MachineConfig },
): readonly RetracedBeat[] {
  const beats: RetracedBeat[] = [];
  let runs: { actor: number; count: number }[] = [];
  path.forEach(({ actor, made }, i) => {
    const last = runs.at(-1);
    if (last?.actor === actor) last.count += 1;
    else runs.push({ actor, count: 1 });
    const change = made === (path[i - 1]?.made ?? 0) ? undefined : wanted[made - 1]?.change;
    if (change === undefined) return;
    beats.push({
      runs: runs.map((run) => `${config.actors[run.actor]?.id ?? ''} ${run.count}`),
      change,
    });
    runs = [];
  });
  return beats;
}
