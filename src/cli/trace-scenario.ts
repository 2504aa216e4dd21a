/** `trace --scenario`: a window of the trace as a scenario file. */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { recastWindow } from '../recast/recast-window.ts';
import { windowAround } from '../recast/window-around.ts';
import type { TraceWindow } from '../recast/facts.ts';
import type { Trace } from '../trace/trace.ts';
import { findMoment } from './trace-at.ts';

export interface ScenarioRequest {
  readonly gfn: number | undefined;
  /** Events by number, or markers; without either, a window around the gfn's first finding. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export function scenarioReport(
  trace: Trace,
  request: ScenarioRequest,
): Result<{ readonly json: unknown; readonly text: string }> {
  const window = windowOf(trace, request);
  if (!window.ok) return window;
  const recast = recastWindow(trace, window.value);
  if (!recast.ok) return recast;
  const { isRetraced, text } = recast.value;
  const { endEvent, firstEvent, gfns } = window.value;
  return ok({
    text,
    json: {
      gfns: gfns.map((gfn) => gfn.toString(16)),
      from: firstEvent + 1,
      to: endEvent,
      retraced: isRetraced,
      scenario: text,
    },
  });
}

function windowOf(trace: Trace, { from, gfn, to }: ScenarioRequest): Result<TraceWindow> {
  if (gfn === undefined) return fail([NO_GFN]);
  if (from === undefined && to === undefined) return ok(windowOfFinding(trace, gfn));
  const first = from === undefined ? ok(0) : findMoment(trace, from);
  if (!first.ok) return first;
  const last = to === undefined ? ok(trace.events.count - 1) : findMoment(trace, to);
  if (!last.ok) return last;
  return ok({ gfns: [gfn], firstEvent: first.value, endEvent: last.value + 1 });
}

function windowOfFinding(trace: Trace, gfn: number): TraceWindow {
  const { conformance, events } = trace;
  for (let i = 0; i < conformance.findings.length; i++) {
    const event = conformance.findings.at(i);
    if (events.gfn(event) === gfn) return windowAround(trace, { gfn, event });
  }
  return { gfns: [gfn], firstEvent: 0, endEvent: events.count };
}

const NO_GFN: Issue = {
  code: 'missing-argument',
  path: '',
  message: 'A scenario is about a gfn, and none is named.',
  hint: 'Name one, in hexadecimal: --gfn 1000. --findings lists those worth a look.',
};
