import { createActor, fromPromise } from 'xstate';
import { expect, test, vi } from 'vitest';
import type { FormatChoice } from '../protocol/trace.ts';
import { DETECTED, type ReadOutcome, type TraceSource } from './trace-events.ts';
import { traceMachine, tracePhaseOf } from './trace.machine.ts';

const NO_BYTES = { size: 0, stream: () => ({ getReader: () => expect.unreachable() }) };
const source = (name: string): TraceSource => ({ name, file: NO_BYTES });

function setup() {
  const reads: { name: string; signal: AbortSignal; finish: (outcome: ReadOutcome) => void }[] = [];
  const choices: FormatChoice[] = [];
  const stopReading = vi.fn();
  const actor = createActor(
    traceMachine.provide({
      actors: {
        read: fromPromise<ReadOutcome, TraceSource>(
          ({ input, signal }) =>
            new Promise((finish) => {
              reads.push({ name: input.name, signal, finish });
            }),
        ),
        rebuild: fromPromise<'rebuilt' | 'failed', FormatChoice>(({ input }) => {
          choices.push(input);
          return Promise.resolve(input.layout === 'wrong' ? 'failed' : 'rebuilt');
        }),
      },
      actions: { stopReading },
    }),
  );
  actor.start();
  const phase = () => tracePhaseOf(actor.getSnapshot());
  return { actor, choices, phase, reads, stopReading };
}

test.each([
  ['complete', 'ready'],
  ['partial', 'partial'],
  ['failed', 'failed'],
] as const)('a file that is read %s is %s', async (outcome, expected) => {
  const { actor, phase, reads } = setup();
  expect(phase()).toBe('idle');
  actor.send({ type: 'open', source: source('one') });
  expect(phase()).toBe('reading');
  reads[0]!.finish(outcome);
  await vi.waitFor(() => expect(phase()).toBe(expected));
});

test('cancelling stops the reader and waits for what it has', async () => {
  const { actor, phase, reads, stopReading } = setup();
  actor.send({ type: 'open', source: source('one') });
  actor.send({ type: 'cancel' });
  expect([phase(), stopReading.mock.calls.length]).toEqual(['reading', 1]);
  expect(reads[0]!.signal.aborted).toBe(false);
  reads[0]!.finish('partial');
  await vi.waitFor(() => expect(phase()).toBe('partial'));
});

test('another file takes the place of one that is still read', async () => {
  const { actor, phase, reads } = setup();
  actor.send({ type: 'open', source: source('one') });
  actor.send({ type: 'open', source: source('two') });
  expect(reads.map(({ name, signal }) => [name, signal.aborted])).toEqual([
    ['one', true],
    ['two', false],
  ]);
  reads[0]!.finish('complete');
  reads[1]!.finish('complete');
  await vi.waitFor(() => expect(phase()).toBe('ready'));
});

test('after the format was chosen it is as complete as before; a new file is detected again', async () => {
  const { actor, choices, phase, reads } = setup();
  actor.send({ type: 'open', source: source('one') });
  reads[0]!.finish('partial');
  await vi.waitFor(() => expect(phase()).toBe('partial'));
  actor.send({ type: 'choose', choice: { layout: 'v6.12/npt-48', rootLevel: 5 } });
  expect(phase()).toBe('rebuilding');
  await vi.waitFor(() => expect(phase()).toBe('partial'));
  expect(choices).toEqual([{ layout: 'v6.12/npt-48', rootLevel: 5 }]);
  actor.send({ type: 'choose', choice: { layout: 'wrong', rootLevel: null } });
  await vi.waitFor(() => expect(phase()).toBe('failed'));
  actor.send({ type: 'open', source: source('two') });
  expect(actor.getSnapshot().context.choice).toBe(DETECTED);
});
