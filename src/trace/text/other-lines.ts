/** Lines that are no events, but belong to a trace: headers, and what says that events are missing. */
import { HASH } from './ascii.ts';

/** Events that the trace had no room for. */
export interface LostNote {
  readonly cpu: number;
  /** null: the kernel did not count them. */
  readonly count: number | null;
}

export type OtherLine =
  | { readonly kind: 'header'; readonly text: string }
  | { readonly kind: 'lost'; readonly note: LostNote }
  | { readonly kind: 'buffer-started'; readonly cpu: number }
  | { readonly kind: 'unreadable' };

/** The kernel's `CPU:0 [LOST 97 EVENTS]`, and trace-cmd's `CPU:0 [97 EVENTS DROPPED]`. */
const LOST = /^\s*CPU:(\d+) \[(?:LOST )?(?:(\d+) )?EVENTS(?: DROPPED)?\]\s*$/;
const BUFFER_STARTED = /^#+ CPU (\d+) buffer started #+\s*$/;
/** What trace-cmd says first. */
const TRACE_CMD = /^(?:cpus=\d+|version = \d+|trace\.dat|CPU \d+ is empty|\s*)$/;

export function otherLine(text: string): OtherLine {
  const lost = LOST.exec(text);
  if (lost !== null) {
    const [, cpu = '', count] = lost;
    return {
      kind: 'lost',
      note: { cpu: Number(cpu), count: count === undefined ? null : Number(count) },
    };
  }
  const started = BUFFER_STARTED.exec(text);
  if (started !== null) return { kind: 'buffer-started', cpu: Number(started[1]) };
  if (text.charCodeAt(0) === HASH || TRACE_CMD.test(text)) return { kind: 'header', text };
  return { kind: 'unreadable' };
}
