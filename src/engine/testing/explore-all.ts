/**
 * Every run of a machine, the plain way: do, look, undo, with a set of the states seen. An oracle for
 * tests; slow next to the explorer, and simple enough to be believed.
 *
 * A violation in mid-run ends that run, as far as the property violated is concerned.
 */
import type { PropertyId } from '../detectors/detector.ts';
import { DETECTORS } from '../detectors/registry.ts';
import type { Machine } from '../machine.ts';

export interface PropertyRuns {
  /** Some run violates it. */
  readonly some: boolean;
  /** Every run that comes to an end violates it. */
  readonly every: boolean;
  /** Steps of the shortest run up to a violation, or null. */
  readonly shortest: number | null;
}

export interface AllRuns {
  readonly states: number;
  readonly transitions: number;
  readonly properties: Readonly<Record<PropertyId, PropertyRuns>>;
}

/** What no step violates no run does: most properties, and there is nothing to walk for. */
const UNVIOLATED: PropertyRuns = { some: false, every: false, shortest: null };

interface Edge {
  readonly to: number;
  /** Bit per detector that the step violates. */
  readonly violated: number;
}

/** Successors of each state; state 0 is the first. */
type StateGraph = Edge[][];

/** `onStep` is told of every step of every run, right after it, once for each state it is done in. */
export function exploreAll(machine: Machine, onStep: (actor: number) => void = () => {}): AllRuns {
  const graph: StateGraph = [];
  visit(machine, graph, new Map(), onStep);
  const ever = graph.flat().reduce((bits, { violated }) => bits | violated, 0);
  const properties = DETECTORS.map(({ id }, bit) => [
    id,
    (ever & (1 << bit)) === 0 ? UNVIOLATED : runsOf(graph, 1 << bit),
  ]);
  return {
    states: graph.length,
    transitions: graph.reduce((sum, edges) => sum + edges.length, 0),
    properties: Object.fromEntries(properties) as Record<PropertyId, PropertyRuns>,
  };
}

/** The verdict that a scenario expects of these runs. */
export function verdictOf({ some, every }: PropertyRuns): 'always' | 'sometimes' | 'never' {
  if (!some) return 'never';
  return every ? 'always' : 'sometimes';
}

function visit(
  machine: Machine,
  graph: StateGraph,
  seen: Map<string, number>,
  onStep: (actor: number) => void,
): number {
  const key = `${machine.hashHi}/${machine.hashLo}`;
  const known = seen.get(key);
  if (known !== undefined) return known;
  const edges: Edge[] = [];
  const state = graph.push(edges) - 1;
  seen.set(key, state);
  for (let actor = 0; actor < machine.actorCount; actor++) {
    const variants = machine.variants(actor);
    for (let variant = 0; variant < variants; variant++) {
      const violated = machine.step({ actor, variant });
      onStep(actor);
      edges.push({ to: visit(machine, graph, seen, onStep), violated });
      machine.undo();
    }
  }
  if (edges.length === 0) requireFinished(machine);
  return state;
}

/** Locks are let go in the end: if nobody can move and somebody wants to, the model is wrong. */
function requireFinished(machine: Machine): void {
  for (let actor = 0; actor < machine.actorCount; actor++) {
    const step = machine.nextStep(actor);
    if (step !== null) throw new Error(`deadlock: actor ${actor} waits at ${step.fn}`);
  }
}

/** Breadth first along steps that do not violate the property, so that the first one met is nearest. */
function runsOf(graph: StateGraph, property: number): PropertyRuns {
  const depth = new Map([[0, 0]]);
  let shortest: number | null = null;
  let endsClean = false;
  // The map grows while it is walked: its order is that of a queue.
  for (const [state, steps] of depth) {
    const edges = graph[state] ?? [];
    if (edges.length === 0) endsClean = true;
    for (const { to, violated } of edges) {
      if ((violated & property) !== 0) shortest ??= steps + 1;
      else if (!depth.has(to)) depth.set(to, steps + 1);
    }
  }
  return { some: shortest !== null, every: shortest !== null && !endsClean, shortest };
}
