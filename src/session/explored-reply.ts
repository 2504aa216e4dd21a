/** What an exploration has found, as it travels in a message. */
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { Exploration, Explored } from '../explorer/exploration.ts';
import { collisionProbability } from '../explorer/fingerprint-table.ts';
import type { Witness } from '../explorer/paths.ts';
import type { StateGraph } from '../explorer/state-graph.ts';
import type { ExploredProperty, ExploredReply, WitnessInfo } from '../protocol/explore.ts';
import type { Choice } from '../protocol/run.ts';

export function choicesOf(graph: StateGraph, ways: readonly number[]): Choice[] {
  return ways.map((way) => ({ actor: graph.actorOf(way), variant: graph.variantOf(way) }));
}

export function exploredReply(
  column: string,
  { search: { graph } }: Exploration,
  explored: Explored,
): ExploredReply {
  const { progress, bound, verdicts, table, shape } = explored;
  const { states, transitions, depth, bytes } = progress;
  const info = (witness: Witness): WitnessInfo => {
    const { ways, steps, switches } = witness;
    return { schedule: choicesOf(graph, ways), steps, switches };
  };
  return {
    type: 'explored',
    column,
    states,
    transitions,
    depth,
    bytes,
    bound,
    collisionProbability: collisionProbability(states),
    properties: verdicts.map(({ shortest, fewestSwitches, ...verdict }, i) => ({
      ...verdict,
      ...wordsOf(i),
      shortest: shortest === null ? null : info(shortest),
      fewestSwitches: fewestSwitches === null ? null : info(fewestSwitches),
    })),
    outcomes: table.outcomes.map((outcome) => ({ ...outcome, witness: info(outcome.witness) })),
    runs: table.runs,
    shape,
  };
}

function wordsOf(detector: number): Pick<ExploredProperty, 'title' | 'sentence'> {
  const { title = '', sentence = '' } = DETECTORS[detector] ?? {};
  return { title, sentence };
}
