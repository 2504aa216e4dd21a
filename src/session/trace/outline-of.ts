import type { TraceOutline } from '../../protocol/trace.ts';
import type { Trace } from '../../trace/trace.ts';

/** What is known of a trace at any time, without going through it. */
export function outlineOf({ conformance, detected, events, reader }: Trace): TraceOutline {
  const last = events.count - 1;
  return {
    bytes: reader.bytesRead,
    lines: reader.lines,
    events: events.count,
    clockFirst: last < 0 ? 0 : events.time.at(0),
    clockLast: last < 0 ? 0 : events.time.at(last),
    clockDigits: reader.timeDigits ?? 0,
    layout: detected.layout.id,
    rootLevel: detected.rootLevel,
    findings: conformance.findings.length,
  };
}
