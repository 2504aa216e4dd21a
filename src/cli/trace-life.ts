/** `trace --gfn`: the life of one gfn. */
import { eventMessage, eventName, timeText } from '../trace/events/event-text.ts';
import { biography, SILENT_TEXT, type LifeEvent } from '../trace/queries/biography.ts';
import { KIND } from '../trace/events/event-kinds.ts';
import { hexOf } from '../trace/tables/table-dump.ts';
import type { Trace } from '../trace/trace.ts';

interface LifeLine {
  readonly event: number;
  readonly line: number;
  readonly time: string;
  readonly kind: LifeEvent['kind'];
  readonly level: number | null;
  readonly old: string | null;
  readonly new: string | null;
  readonly text: string;
}

export function lifeReport(
  trace: Trace,
  gfn: number,
): { readonly json: unknown; readonly text: string } {
  const life = biography(trace, gfn).map((moment) => lifeLine(trace, moment));
  const head = `gfn ${gfn.toString(16)}: ${life.length === 0 ? 'nothing in the trace is about it' : `${life.length} moments`}`;
  return {
    json: { gfn: gfn.toString(16), life },
    text: [head, ...life.map(formatLife), ''].join('\n'),
  };
}

function lifeLine(trace: Trace, moment: LifeEvent): LifeLine {
  const { events, reader } = trace;
  const { event, kind } = moment;
  const where = {
    event: event + 1,
    line: events.line(event),
    time: timeText(events.time.at(event), reader.timeDigits ?? 0),
    kind,
  };
  switch (kind) {
    case 'changed':
    case 'fast-page-fault':
      return {
        ...where,
        level: moment.level,
        old: hexOf(events.aLo[event] ?? 0, events.aHi[event] ?? 0),
        new: hexOf(events.bLo[event] ?? 0, events.bHi[event] ?? 0),
        text: changeText(trace, event),
      };
    case 'silent':
      return {
        ...where,
        level: moment.level,
        old: shownHalves(moment.from),
        new: shownHalves(moment.to),
        text: SILENT_TEXT[moment.cause] ?? '',
      };
    case 'split':
      return {
        ...where,
        level: moment.level,
        old: null,
        new: shownHalves(moment.to),
        text: 'made by the split of the huge page, without an event',
      };
    case 'named': {
      const text = `${eventName(events, event)}: ${eventMessage(events, event)}`;
      return { ...where, level: null, old: null, new: null, text };
    }
  }
}

function shownHalves({ hi, lo }: { readonly lo: number; readonly hi: number }): string {
  return lo === 0xffff_ffff && hi === 0xffff_ffff ? 'unknown' : hexOf(lo, hi);
}

function changeText({ conformance, events }: Trace, event: number): string {
  const verdict = conformance.verdicts[conformance.verdictOf[event] ?? 0];
  const by = events.kind(event) === KIND.FAST_PAGE_FAULT ? 'fast page fault: ' : '';
  if (verdict === undefined || verdict.verdict === 'unchanged') return `${by}nothing changed`;
  const states = `${verdict.from} > ${verdict.to}`;
  if (verdict.verdict === 'illegal') return `${by}${states}, illegal: ${verdict.reason}`;
  const defect = verdict.verdict === 'legal' ? verdict.defect : undefined;
  const known = defect === undefined ? '' : ` (${defect.commit}: ${defect.id})`;
  const others = verdict.verdict === 'legal' ? verdict.others : [];
  const titles = [verdict.transition, ...others].map(({ title }) => title);
  return `${by}${states}, ${titles.join('; or ')}${known}`;
}

function formatLife({ level, line, new: after, old, text, time }: LifeLine): string {
  const where = `line ${line}, ${time}`;
  if (level === null) return `  ${where}  ${text}`;
  return `  ${where}  L${level} ${old ?? ''} -> ${after ?? ''}  ${text}`;
}
