/** The life of one gfn, told: each moment with its SPTE before and after, and what it was. */
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { ChangeVerdict } from '../conformance/judged.ts';
import { KIND } from '../events/event-kinds.ts';
import { eventMessage, eventName, timeText } from '../events/event-text.ts';
import { biography, SILENT_TEXT, type Halves, type LifeEvent } from '../queries/biography.ts';
import { isUnknown } from '../tables/spte-bits.ts';
import type { Trace } from '../trace.ts';

/** An SPTE as it was; null: nothing in the trace says. */
export interface LifeSpte extends Halves {
  readonly state: SpteKind;
}

export interface LifeMoment {
  readonly event: number;
  readonly line: number;
  readonly time: string;
  /** The same in units of the clock. */
  readonly clock: number;
  /** Who: of what was found at an event, whose event that was. */
  readonly task: string;
  readonly kind: LifeEvent['kind'];
  /** Of the table that holds the entry; null where only another event names the gfn. */
  readonly level: number | null;
  /** The number of that table. */
  readonly table: number | null;
  readonly old: LifeSpte | null;
  readonly new: LifeSpte | null;
  /** What the state machine says of the change; null where it was not asked. */
  readonly verdict: 'legal' | 'illegal' | 'unknown' | 'unchanged' | 'defect' | null;
  readonly text: string;
}

export function lifeMoments(trace: Trace, gfn: number): readonly LifeMoment[] {
  return biography(trace, gfn).map((moment) => lifeMoment(trace, moment));
}

function lifeMoment(trace: Trace, moment: LifeEvent): LifeMoment {
  const { contexts, events, reader } = trace;
  const { event, kind } = moment;
  const context = contexts.all[events.context[event] ?? 0];
  const task = `${context?.comm ?? '?'}-${context?.pid ?? '?'}`;
  const clock = events.time.at(event);
  const time = timeText(clock, reader.timeDigits ?? 0);
  const where = { event, line: events.line(event), time, clock, task, kind };
  if (kind === 'named') {
    const text = `${eventName(events, event)}: ${eventMessage(events, event)}`;
    return { ...where, level: null, table: null, old: null, new: null, verdict: null, text };
  }
  const { level, table } = moment;
  const spte = (halves: Halves): LifeSpte | null => spteOf(trace, halves, level);
  const there = { ...where, level, table };
  switch (kind) {
    case 'changed':
    case 'fast-page-fault':
      return {
        ...there,
        old: spte({ lo: events.aLo[event] ?? 0, hi: events.aHi[event] ?? 0 }),
        new: spte({ lo: events.bLo[event] ?? 0, hi: events.bHi[event] ?? 0 }),
        verdict: verdictWord(verdictOf(trace, event)),
        text: changeText(trace, event),
      };
    case 'silent': {
      const text = SILENT_TEXT[moment.cause] ?? '';
      return { ...there, old: spte(moment.from), new: spte(moment.to), verdict: null, text };
    }
    case 'split': {
      const text = 'made by the split of the huge page, without an event';
      return { ...there, old: null, new: spte(moment.to), verdict: null, text };
    }
  }
}

function spteOf({ detected }: Trace, { hi, lo }: Halves, level: number): LifeSpte | null {
  if (isUnknown(lo, hi)) return null;
  return { lo, hi, state: spteKind(detected.layout, { lo, hi }, level) };
}

function verdictOf({ conformance }: Trace, event: number): ChangeVerdict | undefined {
  return conformance.verdicts[conformance.verdictOf[event] ?? 0];
}

export function verdictWord(verdict: ChangeVerdict | undefined): LifeMoment['verdict'] {
  if (verdict === undefined) return null;
  if (verdict.verdict === 'legal' && verdict.defect !== undefined) return 'defect';
  return verdict.verdict;
}

function changeText(trace: Trace, event: number): string {
  const verdict = verdictOf(trace, event);
  const by = trace.events.kind(event) === KIND.FAST_PAGE_FAULT ? 'fast page fault: ' : '';
  if (verdict === undefined || verdict.verdict === 'unchanged') return `${by}nothing changed`;
  const states = `${verdict.from} > ${verdict.to}`;
  if (verdict.verdict === 'illegal') return `${by}${states}, illegal: ${verdict.reason}`;
  const defect = verdict.verdict === 'legal' ? verdict.defect : undefined;
  const known = defect === undefined ? '' : ` (${defect.commit}: ${defect.id})`;
  const others = verdict.verdict === 'legal' ? verdict.others : [];
  const titles = [verdict.transition, ...others].map(({ title }) => title);
  return `${by}${states}, ${titles.join('; or ')}${known}`;
}
