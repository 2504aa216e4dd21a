/** What an explored column may look like, in little. */
import type { ExploredProperty, ExploredReply, WitnessInfo } from '../../../protocol/explore.ts';

export const WITNESS: WitnessInfo = {
  schedule: [
    { actor: 1, variant: 0 },
    { actor: 0, variant: 0 },
  ],
  steps: 2,
  switches: 1,
};

export function property(id: string, changes: Partial<ExploredProperty> = {}): ExploredProperty {
  return {
    property: id,
    title: `Title of ${id}`,
    sentence: '',
    verdict: 'never',
    violatingEnds: 0,
    ends: 4,
    statesInReach: 0,
    shortest: null,
    fewestSwitches: null,
    ...changes,
  };
}

export const VIOLATED: Partial<ExploredProperty> = {
  verdict: 'sometimes',
  violatingEnds: 1,
  shortest: WITNESS,
  fewestSwitches: WITNESS,
};

type OutcomeChanges = Partial<ExploredReply['outcomes'][number]>;

export function outcome(key: string, changes: OutcomeChanges = {}): ExploredReply['outcomes'][0] {
  return { key, violated: [], facts: [key], ends: 1, runs: 10, witness: WITNESS, ...changes };
}

export function explored(changes: Partial<ExploredReply> = {}): ExploredReply {
  return {
    type: 'explored',
    column: 'before',
    states: 1000,
    transitions: 3000,
    depth: 20,
    bytes: 1024,
    bound: null,
    collisionProbability: 0,
    properties: [property('P8'), property('P12')],
    outcomes: [outcome('a'), outcome('b')],
    runs: 20,
    shape: [],
    ...changes,
  };
}
