/**
 * Control of a trace: nothing is open, it is read, its tables are rebuilt for another format, it is
 * there, in part or whole, or it could not be read. What was read is in the trace's store; the actors
 * are provided where both are wired together (app/).
 */
import { assign, fromPromise, setup, type SnapshotFrom } from 'xstate';
import { present } from '../base/assert.ts';
import type { FormatChoice } from '../protocol/trace.ts';
import {
  DETECTED,
  type ReadOutcome,
  type TraceEvent,
  type TracePhase,
  type TraceSource,
} from './trace-events.ts';

interface TraceContext {
  readonly source: TraceSource | null;
  readonly choice: FormatChoice;
  /** All of the file was read. */
  readonly complete: boolean;
}

export const traceMachine = setup({
  types: { context: {} as TraceContext, events: {} as TraceEvent },
  actors: {
    read: fromPromise<ReadOutcome, TraceSource>(() => {
      throw new Error('provide the actor of the trace machine');
    }),
    rebuild: fromPromise<'rebuilt' | 'failed', FormatChoice>(() => {
      throw new Error('provide the actor of the trace machine');
    }),
  },
  actions: {
    takeSource: assign({
      source: ({ context, event }) => (event.type === 'open' ? event.source : context.source),
      choice: DETECTED,
    }),
    takeChoice: assign({
      choice: ({ context, event }) => (event.type === 'choose' ? event.choice : context.choice),
    }),
    /** The answer comes all the same, about what was read by then. */
    stopReading: () => {
      throw new Error('provide the actions of the trace machine');
    },
  },
  guards: {
    is: (_, { outcome, wanted }: { outcome: ReadOutcome; wanted: ReadOutcome }) =>
      outcome === wanted,
    isComplete: ({ context }) => context.complete,
  },
}).createMachine({
  id: 'trace',
  context: { source: null, choice: DETECTED, complete: false },
  initial: 'idle',
  on: { open: { target: '.reading', actions: 'takeSource', reenter: true } },
  states: {
    idle: {},
    reading: {
      invoke: {
        src: 'read',
        input: ({ context }) => present(context.source, 'what is read was opened'),
        onDone: [
          {
            guard: { type: 'is', params: isOutcome('complete') },
            target: 'ready',
            actions: assign({ complete: true }),
          },
          {
            guard: { type: 'is', params: isOutcome('partial') },
            target: 'partial',
            actions: assign({ complete: false }),
          },
          { target: 'failed' },
        ],
        onError: 'failed',
      },
      on: { cancel: { actions: 'stopReading' } },
    },
    rebuilding: {
      invoke: {
        src: 'rebuild',
        input: ({ context }) => context.choice,
        onDone: [
          { guard: ({ event }) => event.output === 'failed', target: 'failed' },
          { guard: 'isComplete', target: 'ready' },
          { target: 'partial' },
        ],
        onError: 'failed',
      },
    },
    ready: { on: { choose: { target: 'rebuilding', actions: 'takeChoice' } } },
    partial: { on: { choose: { target: 'rebuilding', actions: 'takeChoice' } } },
    failed: {},
  },
});

function isOutcome(wanted: ReadOutcome) {
  return ({ event }: { event: { output: ReadOutcome } }) => ({ outcome: event.output, wanted });
}

export function tracePhaseOf({ value }: SnapshotFrom<typeof traceMachine>): TracePhase {
  return value;
}
