/** A kept event as text again: its message as the kernel would print it, its time as the trace had it. */
import { assertNever } from '../../base/assert.ts';
import { textOf } from '../text/ascii.ts';
import { NUMBER, type PatternPart } from '../text/message-pattern.ts';
import { EVENT_FORMATS, KIND, KIND_NAMES } from './event-kinds.ts';
import type { EventTable } from './event-table.ts';
import type { ExtraValue } from './extra-values.ts';

/** The name of an event; of an unknown kind, or a probe, its own. */
export function eventName(events: EventTable, event: number): string {
  const kind = events.kind(event);
  if (kind !== KIND.UNKNOWN && kind !== KIND.PROBE) return KIND_NAMES[kind] ?? '';
  const text = keptText(events, event);
  return text.slice(0, text.indexOf(':'));
}

export function eventMessage(events: EventTable, event: number): string {
  const format = EVENT_FORMATS[events.format[event] ?? 0];
  if (format?.pattern === undefined) {
    const kind = events.kind(event);
    const text = keptText(events, event);
    const named = kind === KIND.UNKNOWN || kind === KIND.PROBE;
    return named ? text.slice(text.indexOf(':') + 1).trimStart() : text;
  }
  const extras = [...events.extras.read(events.format, event)];
  let message = '';
  for (const part of format.pattern.parts) {
    const extra = part.isExtra ? extras.shift() : undefined;
    message += part.literalText + partText(events, event, { part, extra });
  }
  return message + format.pattern.tailText;
}

/** What a message, or the rest of one, was kept as. */
export function keptText(events: EventTable, event: number): string {
  return events.pool.text({ offset: events.bLo[event] ?? 0, length: events.bHi[event] ?? 0 });
}

interface ShownPart {
  readonly part: PatternPart;
  /** Its value, if it is kept beside the columns. */
  readonly extra: ExtraValue | undefined;
}

const NOTHING: ExtraValue = { lo: 0, hi: 0 };

function partText(events: EventTable, event: number, { extra, part }: ShownPart): string {
  if (part.field === 'rest') return keptText(events, event);
  if (part.field === 'extraWord') {
    return textOf(events.words.values[extra?.lo ?? 0] ?? new Uint8Array());
  }
  const { hi, lo } = valueOf(events, event, { extra, part });
  if (part.number === NUMBER.DECIMAL) {
    return hi === 0xffff_ffff ? String(lo | 0) : String(hi * 0x1_0000_0000 + lo);
  }
  const digits = hi === 0 ? lo.toString(16) : hi.toString(16) + lo.toString(16).padStart(8, '0');
  return digits.padStart(part.digits, '0');
}

function valueOf(
  events: EventTable,
  event: number,
  { extra, part: { field } }: ShownPart,
): { readonly lo: number; readonly hi: number } {
  switch (field) {
    case 'gfn':
      return { lo: events.gfnLo[event] ?? 0, hi: (events.packed[event] ?? 0) & 0xff };
    case 'a':
    case 'address':
      return { lo: events.aLo[event] ?? 0, hi: events.aHi[event] ?? 0 };
    case 'b':
      return { lo: events.bLo[event] ?? 0, hi: events.bHi[event] ?? 0 };
    case 'level':
      return { lo: events.level(event), hi: 0 };
    case 'asId':
      return { lo: events.asId(event), hi: 0 };
    case 'vcpu':
      return { lo: events.vcpu(event), hi: 0 };
    case 'flag0':
      return { lo: events.flag0(event) ? 1 : 0, hi: 0 };
    case 'flag1':
      return { lo: events.flag1(event) ? 1 : 0, hi: 0 };
    case 'extra':
    case 'extraAddress':
    case 'extraWord':
      return extra ?? NOTHING;
    case 'rest':
      return NOTHING; // text
    default:
      return assertNever(field);
  }
}

/** The timestamp as the trace prints it; ticks of a counting clock are a whole number. */
export function timeText(time: number, digits: number): string {
  if (digits <= 0) return String(time);
  const text = String(time).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
