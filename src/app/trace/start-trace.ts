/** The reader of traces with its machine and its store: loaded when a trace is asked for. */
import { createActor, fromPromise } from 'xstate';
import { createStore } from 'zustand/vanilla';
import { startTraceWorker } from '../../client/start-trace-worker.ts';
import { TRACE_ANSWERS, type TraceClient, type TraceDialect } from '../../client/trace-client.ts';
import { WorkerClient } from '../../client/worker-client.ts';
import { traceMachine, tracePhaseOf } from '../../machines/trace.machine.ts';
import { TraceDriver } from '../../state/trace/trace-driver.ts';
import type { TracePort } from '../../state/trace/trace-port.ts';
import { watchMarks } from '../../state/trace/watch-marks.ts';
import { NO_TRACE, type TraceState } from '../../state/trace/trace-state.ts';

export function startTrace(): TracePort {
  return tracePortOver(new WorkerClient<TraceDialect>(startTraceWorker, TRACE_ANSWERS));
}

export function tracePortOver(client: TraceClient): TracePort {
  const store = createStore<TraceState>(() => NO_TRACE);
  const driver = new TraceDriver(client, store);
  watchMarks({ client, store });
  const machine = traceMachine.provide({
    actors: {
      read: fromPromise(({ input, signal }) => driver.read(input, signal)),
      rebuild: fromPromise(({ input }) => driver.rebuild(input)),
    },
    actions: {
      stopReading: () => {
        driver.stop();
      },
    },
  });
  const actor = createActor(machine);
  actor.subscribe((snapshot) => {
    store.setState({ phase: tracePhaseOf(snapshot) });
  });
  actor.start();
  return {
    store,
    client,
    send: (event) => {
      actor.send(event);
    },
  };
}
