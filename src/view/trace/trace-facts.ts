/** What is said of a trace that was read: in one line, and at length. */
import type { OpenedTraceReply, TraceOutline } from '../../protocol/trace.ts';
import { counted, grouped } from './counted.ts';

export interface Fact {
  readonly id: string;
  readonly text: string;
  readonly tone: 'plain' | 'warn' | 'bad';
}

type Summary = OpenedTraceReply['summary'];

/** While it is read there is no summary yet. */
export function traceFacts(outline: TraceOutline, summary: Summary | null): readonly Fact[] {
  const { events, findings, layout, lines, rootLevel } = outline;
  const plain = (id: string, text: string): Fact => ({ id, text, tone: 'plain' });
  return [
    plain('events', `${counted(events, 'event')} on ${counted(lines, 'line')}`),
    plain('time', durationText(outline)),
    ...(summary === null
      ? []
      : [plain('cpus', `${counted(summary.cpus, 'CPU')}, ${counted(summary.tasks, 'task')}`)]),
    plain('layout', `SPTEs of ${layout}, ${rootLevel} levels`),
    findingFact(summary?.conformance.findings ?? findings),
    ...(summary === null ? [] : troubles(summary)),
  ];
}

function findingFact(count: number): Fact {
  if (count === 0) return { id: 'findings', text: 'no findings', tone: 'plain' };
  return { id: 'findings', text: counted(count, 'finding'), tone: 'bad' };
}

/** What was not understood, or is not there: only if there is something to say. */
function troubles(summary: Summary): readonly Fact[] {
  const { backwards, damaged, endsInLine, lost, misread, unknown, unreadable } = summary;
  const lostCount = lost.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const facts: readonly (readonly [string, boolean, string])[] = [
    ['unknown', unknown.events > 0, `${counted(unknown.events, 'event')} of unknown kinds`],
    ['misread', misread.events > 0, `${counted(misread.events, 'message')} not understood`],
    [
      'unreadable',
      unreadable.lines > 0,
      counted(unreadable.lines, 'line that is no event', 'lines that are no events'),
    ],
    [
      'lost',
      lost.length > 0,
      lostCount > 0 ? `${counted(lostCount, 'event')} lost` : 'events lost',
    ],
    ['backwards', backwards.events > 0, `the clock goes back ${counted(backwards.events, 'time')}`],
    ['damaged', damaged !== null, 'the compressed file is damaged'],
    ['ends', endsInLine, 'the file ends within a line'],
  ];
  return facts.filter(([, is]) => is).map(([id, , text]) => ({ id, text, tone: 'warn' as const }));
}

/** How long the trace is, in the unit of its clock. */
export function durationText({ clockDigits, clockFirst, clockLast }: TraceOutline): string {
  const length = Math.max(0, clockLast - clockFirst);
  if (clockDigits < 0) return counted(length, 'tick');
  const seconds = length / 10 ** clockDigits;
  return secondsText(seconds);
}

/** How much later something was; a clock may go back. */
export function gapText(clocks: number, digits: number): string {
  const length = Math.abs(clocks);
  const text = digits < 0 ? counted(length, 'tick') : secondsText(length / 10 ** digits);
  return clocks < 0 ? `−${text}` : text;
}

/** `1.25 s`, `380 ms`, `12 µs`. */
export function secondsText(seconds: number): string {
  const [value, unit] =
    seconds >= 1 || seconds === 0
      ? [seconds, 's']
      : seconds >= 1e-3
        ? [seconds * 1e3, 'ms']
        : seconds >= 1e-6
          ? [seconds * 1e6, 'µs']
          : [seconds * 1e9, 'ns'];
  return `${Number(value.toPrecision(4))} ${unit}`;
}

/** A place on the clock as the trace prints it. */
export function clockText(clock: number, digits: number): string {
  if (digits <= 0) return grouped(Math.round(clock));
  return (clock / 10 ** digits).toFixed(digits);
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
