import type { SpanReply } from '../../protocol/trace.ts';
import { counted } from './counted.ts';

/** What lies between two markers, in one line. */
export function spanText(
  { entriesChanged, events, from, tablesMade, tablesRemoved, time, to }: SpanReply,
  clockDigits: number,
): string {
  const unit = clockDigits < 0 ? ' ticks' : ' s';
  return [
    `${from <= to ? '' : '−'}${time}${unit}`,
    counted(events, 'event'),
    `${counted(entriesChanged, 'entry', 'entries')} changed`,
    ...(tablesMade > 0 ? [`${counted(tablesMade, 'table')} made`] : []),
    ...(tablesRemoved > 0 ? [`${counted(tablesRemoved, 'table')} removed`] : []),
  ].join(', ');
}
