/**
 * Explorations of the columns that were asked for: kept by scenario and column as long as the worker
 * lives, so that coming back to a scenario costs nothing.
 */
import { assertNever } from '../base/assert.ts';
import { parseDigits64 } from '../base/word64.ts';
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { OUT_OF_REACH, distanceByWay } from '../explorer/distances.ts';
import { Exploration, type Explored } from '../explorer/exploration.ts';
import { neededSteps } from '../explorer/needed-steps.ts';
import { propertiesOf } from '../explorer/result-properties.ts';
import type { Slices } from '../explorer/slices.ts';
import { NO_STATE } from '../explorer/state-graph.ts';
import type {
  ChangesRequest,
  ExplorationBounds,
  ExploreRequest,
  HintsReply,
  HintsRequest,
  NeedsRequest,
  ReachRequest,
  WayHint,
} from '../protocol/explore.ts';
import type { ExplorerRequest, Reply } from '../protocol/messages.ts';
import { choicesOf, exploredReply } from './explored-reply.ts';
import type { RequestControl } from './request-control.ts';

/** Tables of finished explorations are dropped, the oldest first, when they take more than this. */
const KEPT_BYTES_MAX = 512 * 1024 * 1024;

export interface ExplorerCall {
  /** Equal for equal scenarios. */
  readonly scenario: string;
  readonly config: MachineConfig;
  readonly request: ExplorerRequest;
}

interface Kept {
  readonly exploration: Exploration;
  readonly explored: Explored;
}

export class Explorations {
  /** Finished ones, the one asked for last at the end. */
  readonly #kept = new Map<string, Kept>();
  /** One that was put down: asking for it again goes on with it. */
  #putDown: { readonly key: string; readonly exploration: Exploration } | null = null;
  readonly #keptBytesMax: number;

  constructor(keptBytesMax = KEPT_BYTES_MAX) {
    this.#keptBytesMax = keptBytesMax;
  }

  async handle(
    { scenario, config, request }: ExplorerCall,
    control: RequestControl,
  ): Promise<Reply> {
    const key = `${request.column}\n${scenario}`;
    switch (request.type) {
      case 'explore':
        return this.#explore(key, { config, request }, control);
      case 'hints':
        return this.#hints(key, request);
      case 'reach':
        return this.#reach(key, request);
      case 'needs':
        return needs(config, request, control);
      case 'changes':
        return this.#changes(key, request, control);
      default:
        return assertNever(request);
    }
  }

  async #explore(
    key: string,
    { config, request }: { config: MachineConfig; request: ExploreRequest },
    control: RequestControl,
  ): Promise<Reply> {
    const known = this.#kept.get(key);
    if (
      known !== undefined &&
      (isAnswer(known, request) || this.#stopKeeps(key, { known, request }))
    ) {
      return exploredReply(request.column, known.exploration, known.explored);
    }
    const exploration = this.#takeUp(key, { config, request });
    if (request.stop === true) exploration.stop();
    while (!exploration.advance()) {
      control.onProgress(exploration.progress);
      await control.pause();
      if (!control.cancelled()) continue;
      this.#putDown = { key, exploration };
      return { type: 'cancelled' };
    }
    const { explored } = exploration;
    if (explored === null) return { type: 'cancelled' };
    this.#keep(key, { exploration, explored });
    return exploredReply(request.column, exploration, explored);
  }

  /**
   * Does what was found before stand when a search is stopped? Only if the one that is stopped, which is
   * given up then, has not come to more states.
   */
  #stopKeeps(
    key: string,
    { known, request }: { readonly known: Kept; readonly request: ExploreRequest },
  ): boolean {
    if (request.stop !== true) return false;
    const down = this.#putDown;
    if (down?.key !== key) return true;
    if (down.exploration.search.states > known.exploration.search.states) return false;
    this.#putDown = null;
    return true;
  }

  #takeUp(
    key: string,
    { config, request }: { config: MachineConfig; request: ExploreRequest },
  ): Exploration {
    const down = this.#putDown;
    // Whatever it was, its memory is needed now.
    this.#putDown = null;
    const goesOn =
      down?.key === key && (request.stop === true || sameBounds(down.exploration, request));
    return goesOn ? down.exploration : new Exploration(config, request.bounds);
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    let bytes = 0;
    for (const [other, { exploration, explored }] of [...this.#kept].reverse()) {
      bytes += exploration.search.bytes + explored.tree.bytes + explored.distances.byteLength;
      if (bytes > this.#keptBytesMax && other !== key) this.#kept.delete(other);
    }
  }

  #hints(key: string, { column, digest }: HintsRequest): HintsReply {
    const nothing = { type: 'hints', column, digest, properties: [], ways: [] } as const;
    const kept = this.#kept.get(key);
    const hash = parseDigits64(digest);
    if (kept === undefined || hash === null) return nothing;
    const { exploration, explored } = kept;
    const { focus: properties, distances, bound } = explored;
    const { graph, table } = exploration.search;
    const state = table.find({ lo: hash.lo | 0, hi: hash.hi | 0 });
    if (state < 0) return nothing;
    const ways: WayHint[] = [];
    for (let way = 0; way < graph.ways; way++) {
      if (graph.successor(state, way) === NO_STATE) continue;
      const steps = distanceByWay(graph, { state, way, properties }, distances);
      const far = bound === null ? 'far' : 'unknown';
      const [choice] = choicesOf(graph, [way]);
      if (choice !== undefined)
        ways.push({ choice, distance: steps === OUT_OF_REACH ? far : steps });
    }
    return { ...nothing, properties: propertiesOf(properties), ways };
  }

  async #changes(
    key: string,
    { column, gfn, level }: ChangesRequest,
    control: RequestControl,
  ): Promise<Reply> {
    const kept = this.#kept.get(key);
    const nothing = { type: 'changes', column, gfn, level, changes: null } as const;
    if (kept === undefined) return { ...nothing, bound: null, states: 0 };
    const { changeSlices } = await import('../explorer/count-changes.ts');
    const { config, search } = kept.exploration;
    const { bound } = kept.explored;
    const { states: total } = search;
    const slices = changeSlices(search.graph, { config, spte: { gfn, level } }, (done) =>
      control.onProgress({ done, total }),
    );
    const changes = await inTurns(slices, control);
    return changes === null ? { type: 'cancelled' } : { ...nothing, changes, bound, states: total };
  }

  #reach(key: string, { depth, target }: ReachRequest): Reply {
    const kept = this.#kept.get(key);
    const ways = kept?.explored.tree.runTo(depth, target) ?? null;
    if (kept === undefined || ways === null) return { type: 'reached', schedule: null };
    return { type: 'reached', schedule: choicesOf(kept.exploration.search.graph, ways) };
  }
}

/** Is what is kept what was asked for? A complete search always is. */
function isAnswer({ exploration, explored }: Kept, request: ExploreRequest): boolean {
  if (explored.bound === null) return true;
  return request.stop !== true && explored.bound !== 'stopped' && sameBounds(exploration, request);
}

function sameBounds(
  { bounds: a }: Exploration,
  { bounds: b }: { bounds: ExplorationBounds },
): boolean {
  return a.statesMax === b.statesMax && a.depthMax === b.depthMax && a.bytesMax === b.bytesMax;
}

async function needs(
  config: MachineConfig,
  { schedule, property }: NeedsRequest,
  control: RequestControl,
): Promise<Reply> {
  const properties = DETECTORS.reduce((bits, { id }, i) => (id === property ? 1 << i : bits), 0);
  const found = await inTurns(neededSteps(config, { schedule, properties }), control);
  return found === null ? { type: 'cancelled' } : { type: 'needs', needs: found };
}

/** Null if it is cancelled, which it may have been before its turn came. */
async function inTurns<T>(slices: Slices<T>, control: RequestControl): Promise<T | null> {
  while (!control.cancelled()) {
    const step = slices.next();
    if (step.done === true) return step.value;
    await control.pause();
  }
  return null;
}
