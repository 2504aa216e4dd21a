/**
 * Control of the page: what it is doing, never what it shows. Data lives in the store; the actors and
 * actions named here are provided where both are wired together (app/).
 *
 * After a crash the engine is started anew and the run comes back. If that crashes, too, it is the
 * run that the engine cannot bear: the second restart leaves it for the beginning of the story. A
 * third crash stays, until the reader opens something else.
 */
import { assign, fromPromise, setup, type SnapshotFrom } from 'xstate';
import {
  SPEEDS,
  SPEED_USUAL,
  type Opening,
  type Recovery,
  type SessionEvent,
  type SessionOutcome,
  type SessionStep,
  type SessionView,
  type SpeedId,
} from './session-events.ts';

interface SessionContext {
  readonly speed: SpeedId;
  /** Restarts since the engine last kept running for a while. */
  readonly restarts: number;
}

const RESTARTS_MAX = 2;
/** An engine that has not crashed for this long after a restart is taken for sound. */
const CALM_MS = 5000;

export const sessionMachine = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as { readonly opening: Opening },
  },
  actors: {
    open: fromPromise<SessionOutcome, { opening: Opening }>(({ input }) => input.opening()),
    recover: fromPromise<SessionOutcome, { recovery: Recovery }>(() => unprovided()),
    step: fromPromise<SessionStep>(() => unprovided()),
  },
  actions: {
    setSpeed: assign({
      speed: ({ context, event }) => (event.type === 'speed' ? event.speed : context.speed),
    }),
    countRestart: assign({ restarts: ({ context }) => context.restarts + 1 }),
    forgetRestarts: assign({ restarts: 0 }),
  },
  guards: {
    mayRestart: ({ context }) => context.restarts < RESTARTS_MAX,
    usable: (_, { outcome }: { outcome: SessionOutcome }) =>
      outcome === 'opened' || outcome === 'kept' || outcome === 'stale',
    refused: (_, { outcome }: { outcome: SessionOutcome }) => outcome === 'refused',
    goesOn: (_, { step }: { step: SessionStep }) => step === 'moved',
    stepCrashed: (_, { step }: { step: SessionStep }) => step === 'crashed',
  },
  delays: {
    calm: CALM_MS,
    pace: ({ context }) => SPEEDS.find(({ id }) => id === context.speed)?.delay ?? 1000,
  },
}).createMachine({
  id: 'session',
  context: { speed: SPEED_USUAL, restarts: 0 },
  initial: 'loading',
  on: {
    open: '.loading',
    crashed: '.crashed',
    speed: { actions: 'setSpeed' },
  },
  states: {
    loading: {
      entry: 'forgetRestarts',
      invoke: {
        src: 'open',
        input: ({ event }) => ({ opening: openingOf(event) }),
        onDone: [
          {
            guard: { type: 'usable', params: ({ event }) => ({ outcome: event.output }) },
            target: 'ready',
          },
          {
            guard: { type: 'refused', params: ({ event }) => ({ outcome: event.output }) },
            target: 'refused',
          },
          { target: 'crashed' },
        ],
        onError: 'crashed',
      },
    },
    ready: {
      initial: 'paused',
      after: { calm: { actions: 'forgetRestarts' } },
      states: {
        paused: {
          on: { play: 'playing', toggle: 'playing' },
        },
        playing: {
          on: { pause: 'paused', toggle: 'paused' },
          initial: 'stepping',
          states: {
            stepping: {
              invoke: {
                src: 'step',
                onDone: [
                  {
                    guard: { type: 'goesOn', params: ({ event }) => ({ step: event.output }) },
                    target: 'waiting',
                  },
                  {
                    guard: { type: 'stepCrashed', params: ({ event }) => ({ step: event.output }) },
                    target: '#session.crashed',
                  },
                  // At the end, and at a violation: that is what people play for.
                  { target: '#session.ready.paused' },
                ],
                onError: '#session.crashed',
              },
            },
            waiting: {
              after: { pace: 'stepping' },
            },
          },
        },
      },
    },
    refused: {},
    crashed: {
      always: { guard: 'mayRestart', target: 'restarting' },
      on: { restart: { target: 'restarting', actions: 'forgetRestarts' } },
    },
    restarting: {
      entry: 'countRestart',
      invoke: {
        src: 'recover',
        input: ({ context }) => ({ recovery: context.restarts > 1 ? 'story' : 'same-run' }),
        onDone: [
          {
            guard: { type: 'usable', params: ({ event }) => ({ outcome: event.output }) },
            target: 'ready',
          },
          {
            guard: { type: 'refused', params: ({ event }) => ({ outcome: event.output }) },
            target: 'refused',
          },
          { target: 'crashed' },
        ],
        onError: 'crashed',
      },
      // The crash of the recovery itself is its outcome.
      on: { crashed: {} },
    },
  },
});

/** The machine's state as the page sees it. */
export function viewOfSession(snapshot: SnapshotFrom<typeof sessionMachine>): SessionView {
  return {
    ready: snapshot.matches('ready'),
    playing: snapshot.matches({ ready: 'playing' }),
    speed: snapshot.context.speed,
    restarting: snapshot.matches('restarting'),
    stuck: snapshot.matches('crashed'),
  };
}

function openingOf(event: { readonly type: string }): Opening {
  if ('opening' in event) return event.opening as Opening;
  if ('input' in event) return (event.input as { opening: Opening }).opening;
  return () => Promise.resolve('refused');
}

function unprovided(): never {
  throw new Error('provide the actors of the session machine');
}
