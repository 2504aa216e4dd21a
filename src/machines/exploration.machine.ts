/**
 * Control of the exploration: which column is searched, and whether the search is under way, put down
 * or over. What is found is in the store; the actor that searches is provided where both are wired
 * together (app/).
 *
 * Pausing leaves the actor, which cancels its request: the engine puts the search down, and goes on
 * with it when it is asked for again. Cancelling asks the engine to judge what it has found by then.
 */
import { assign, fromPromise, setup, type SnapshotFrom } from 'xstate';
import type { ExplorationBounds } from '../protocol/explore.ts';
import {
  USUAL_BOUNDS,
  type ExplorationEvent,
  type ExplorationPhase,
} from './exploration-events.ts';

export interface ColumnSearch {
  readonly column: string;
  readonly bounds: ExplorationBounds;
  /** Search no further: judge what was found. */
  readonly stop: boolean;
}

/** interrupted: the engine was started anew. */
export type SearchOutcome = 'explored' | 'interrupted' | 'failed';

interface ExplorationContext {
  readonly columns: readonly string[];
  /** Index of the column that is searched. */
  readonly at: number;
  readonly bounds: ExplorationBounds;
}

export const explorationMachine = setup({
  types: { context: {} as ExplorationContext, events: {} as ExplorationEvent },
  actors: {
    search: fromPromise<SearchOutcome, ColumnSearch>(() => {
      throw new Error('provide the actor of the exploration machine');
    }),
  },
  actions: {
    takeColumns: assign({
      columns: ({ context, event }) => (event.type === 'open' ? event.columns : context.columns),
      bounds: USUAL_BOUNDS,
      at: 0,
    }),
    takeBounds: assign({
      bounds: ({ context, event }) => (event.type === 'explore' ? event.bounds : context.bounds),
      at: 0,
    }),
    nextColumn: assign({ at: ({ context }) => context.at + 1 }),
  },
  guards: {
    isMore: ({ context }) => context.at + 1 < context.columns.length,
    is: (_, { outcome, wanted }: { outcome: SearchOutcome; wanted: SearchOutcome }) =>
      outcome === wanted,
  },
}).createMachine({
  id: 'exploration',
  context: { columns: [], at: 0, bounds: USUAL_BOUNDS },
  initial: 'idle',
  on: {
    open: { target: '.exploring', actions: 'takeColumns', reenter: true },
    explore: { target: '.exploring', actions: 'takeBounds', reenter: true },
  },
  states: {
    idle: {},
    exploring: {
      invoke: {
        src: 'search',
        input: ({ context }) => searchOf(context, false),
        onDone: [
          { guard: { type: 'is', params: isOutcome('failed') }, target: 'failed' },
          { guard: { type: 'is', params: isOutcome('interrupted') }, target: 'stopped' },
          { guard: 'isMore', target: 'exploring', actions: 'nextColumn', reenter: true },
          { target: 'explored' },
        ],
        onError: 'failed',
      },
      on: { pause: 'paused', cancel: 'stopping' },
    },
    paused: {
      on: { resume: 'exploring', cancel: 'stopping' },
    },
    stopping: {
      invoke: {
        src: 'search',
        input: ({ context }) => searchOf(context, true),
        onDone: 'stopped',
        onError: 'failed',
      },
    },
    stopped: {},
    explored: {},
    failed: {},
  },
});

function searchOf({ columns, at, bounds }: ExplorationContext, stop: boolean): ColumnSearch {
  return { column: columns[at] ?? '', bounds, stop };
}

function isOutcome(wanted: SearchOutcome) {
  return ({ event }: { event: { output: SearchOutcome } }) => ({ outcome: event.output, wanted });
}

export function phaseOf({ value }: SnapshotFrom<typeof explorationMachine>): ExplorationPhase {
  return value;
}
