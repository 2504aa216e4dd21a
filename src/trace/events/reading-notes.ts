/** What the reader could not take as an event, or could not understand: counted, and listed by line. */
import type { LostNote } from '../text/other-lines.ts';

/** Of each sort, lines beyond this many are counted, not listed. */
export const NOTES_MAX = 1000;
export const NOTE_TEXT_MAX = 200;

export interface LineNote {
  readonly line: number;
  readonly text: string;
}

export interface UnknownKind {
  readonly name: string;
  count: number;
  /** The lines of the first ones. */
  readonly lines: number[];
}

const UNKNOWN_LINES_MAX = 100;

export interface LostEvents extends LostNote {
  readonly line: number;
  /** The number of the event that came after. */
  readonly event: number;
}

export class ReadingNotes {
  /** Lines of the header, and whatever says something about the recording. */
  readonly header: LineNote[] = [];
  headerCount = 0;
  readonly lost: LostEvents[] = [];
  /** Lines that are neither events nor anything else a tracer writes. */
  readonly unreadable: LineNote[] = [];
  unreadableCount = 0;
  /** Events of a known name whose message reads otherwise. */
  readonly misread: LineNote[] = [];
  misreadCount = 0;
  readonly unknownKinds = new Map<string, UnknownKind>();
  unknownCount = 0;
  /** Timestamps that go back. */
  backwards = 0;
  firstBackwardsLine = 0;
  /** Lines that were cut, because they never ended; each is among the unreadable ones. */
  cutLines = 0;
  /** The file ends in the middle of a line, which is not read as an event. */
  endsInLine = false;
  /** The file is compressed, and its data end early or are damaged. */
  damaged: string | undefined;

  addHeader(line: number, text: string): void {
    this.headerCount += 1;
    if (this.header.length < NOTES_MAX) this.header.push({ line, text });
  }

  addUnreadable(line: number, text: string): void {
    this.unreadableCount += 1;
    if (this.unreadable.length < NOTES_MAX) this.unreadable.push({ line, text });
  }

  addMisread(line: number, text: string): void {
    this.misreadCount += 1;
    if (this.misread.length < NOTES_MAX) this.misread.push({ line, text });
  }

  addUnknown(line: number, name: string): void {
    this.unknownCount += 1;
    const known = this.unknownKinds.get(name);
    if (known === undefined) this.unknownKinds.set(name, { name, count: 1, lines: [line] });
    else {
      known.count += 1;
      if (known.lines.length < UNKNOWN_LINES_MAX) known.lines.push(line);
    }
  }
}
