/**
 * What a finished search says of each property. A violation in mid-run counts as an end of that run;
 * this is applied per property, so that the violation of one does not hide another.
 */
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { PropertyId } from '../engine/detectors/detector.ts';
import { countInReach, distanceSlices } from './distances.ts';
import { bestViolation, type Witness } from './paths.ts';
import { complete, isSliceEnd, type Slices } from './slices.ts';
import { NO_STATE, STATE_KIND, type StateGraph } from './state-graph.ts';

/** unknown: a search that reached a bound has found no violation; that is never a `never`. */
export type Verdict = 'always' | 'sometimes' | 'never' | 'unknown';

export interface PropertyVerdict {
  readonly property: PropertyId;
  readonly verdict: Verdict;
  /** Distinct ends of runs: states in which a run has violated the property, and clean ends. */
  readonly violatingEnds: number;
  readonly ends: number;
  /** From how many states a violation can still be reached. */
  readonly statesInReach: number;
  readonly shortest: Witness | null;
  readonly fewestSwitches: Witness | null;
}

interface Ends {
  readonly violating: number;
  readonly clean: number;
}

/** Ends of the runs that stop at their first violation of `property`. */
function* countEnds(graph: StateGraph, property: number): Slices<Ends> {
  const reached = new Uint8Array(graph.states);
  const violatingEnds = new Uint8Array(graph.states);
  const stack = [0];
  reached[0] = 1;
  let violating = 0;
  let clean = 0;
  let done = 0;
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    const kind = graph.kind(state);
    if (kind === STATE_KIND.end || kind === STATE_KIND.deadlock) clean += 1;
    for (let way = 0; way < graph.ways; way++) {
      const next = graph.successor(state, way);
      if (next === NO_STATE) continue;
      if ((graph.violations(state, way) & property) !== 0) {
        if (violatingEnds[next] === 0) violating += 1;
        violatingEnds[next] = 1;
      } else if (reached[next] === 0) {
        reached[next] = 1;
        stack.push(next);
      }
    }
    if (isSliceEnd(done++)) yield;
  }
  return { violating, clean };
}

function verdictOf({ violating, clean, bounded }: Ends & { bounded: boolean }): Verdict {
  if (violating === 0) return bounded ? 'unknown' : 'never';
  // What was not searched may hold a clean end.
  return clean === 0 && !bounded ? 'always' : 'sometimes';
}

/** Of a property that nothing violates: every state found is reached, and no end is a violation. */
function unviolatedEnds(graph: StateGraph): Ends {
  let clean = 0;
  for (let state = 0; state < graph.states; state++) {
    const kind = graph.kind(state);
    if (kind === STATE_KIND.end || kind === STATE_KIND.deadlock) clean += 1;
  }
  return { violating: 0, clean };
}

function* verdictOn(
  graph: StateGraph,
  { id, bounded, property }: { id: PropertyId; bounded: boolean; property: number },
): Slices<PropertyVerdict> {
  const isViolated = (graph.everViolated & property) !== 0;
  const { violating, clean } = isViolated
    ? yield* countEnds(graph, property)
    : unviolatedEnds(graph);
  const found = violating > 0;
  return {
    property: id,
    verdict: verdictOf({ violating, clean, bounded }),
    violatingEnds: violating,
    ends: violating + clean,
    statesInReach: found ? countInReach(yield* distanceSlices(graph, property)) : 0,
    shortest: found ? yield* bestViolation(graph, property, 'steps') : null,
    fewestSwitches: found ? yield* bestViolation(graph, property, 'switches') : null,
  };
}

/** `bounded`: the search reached a bound, and the graph is only a part. */
export function* verdictSlices(
  graph: StateGraph,
  { bounded }: { bounded: boolean },
): Slices<PropertyVerdict[]> {
  const verdicts: PropertyVerdict[] = [];
  for (const [i, { id }] of DETECTORS.entries()) {
    verdicts.push(yield* verdictOn(graph, { id, bounded, property: 1 << i }));
    yield;
  }
  return verdicts;
}

export function propertyVerdicts(
  graph: StateGraph,
  how: { readonly bounded: boolean },
): PropertyVerdict[] {
  return complete(verdictSlices(graph, how));
}
