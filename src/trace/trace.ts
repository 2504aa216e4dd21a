/**
 * A trace: fed in chunks while it is read, then asked. What it holds is columns of numbers, and the page
 * tables of every moment; of the file itself nothing is kept.
 */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { Conformance } from './conformance/conformance.ts';
import { TraceReader } from './events/trace-reader.ts';
import { detectLayout, type DetectedLayout } from './layout/detect-layout.ts';
import { gatherEvidence, noEvidence, type LayoutEvidence } from './layout/layout-evidence.ts';
import { TableRebuilder } from './tables/rebuild-tables.ts';
import { SpteBits } from './tables/spte-bits.ts';
import { TimeTravel } from './tables/time-travel.ts';

/** What the user said of the format, where the importer is not to conclude it. */
export interface LayoutChoice {
  readonly layout?: SpteLayout | undefined;
  readonly rootLevel?: number | undefined;
}

/** The kernel names itself in the header of the latency format. */
const KERNEL_RELEASE = /latency trace \S+ on (\d\S*)/;

export class Trace {
  readonly reader = new TraceReader();
  private evidence: LayoutEvidence = noEvidence();
  private gathered = 0;
  private choice: LayoutChoice;
  private format: DetectedLayout;
  private built: TableRebuilder;
  private travel: TimeTravel;
  private judged: Conformance;

  constructor(choice: LayoutChoice = {}) {
    this.choice = choice;
    this.format = this.conclude();
    this.built = this.newRebuilder();
    this.travel = new TimeTravel(this.built, this.reader.events);
    this.judged = new Conformance(this.format.layout);
  }

  get events(): TraceReader['events'] {
    return this.reader.events;
  }

  get contexts(): TraceReader['contexts'] {
    return this.reader.contexts;
  }

  get notes(): TraceReader['notes'] {
    return this.reader.notes;
  }

  /** The format of the SPTEs, and why. */
  get detected(): DetectedLayout {
    return this.format;
  }

  /** What was said or concluded, for asking about bits. */
  get bits(): SpteBits {
    return new SpteBits(this.format.layout);
  }

  get tables(): TableRebuilder['tables'] {
    return this.built.tables;
  }

  get roots(): TableRebuilder['roots'] {
    return this.built.roots;
  }

  get log(): TableRebuilder['log'] {
    return this.built.log;
  }

  get conformance(): Conformance {
    return this.judged;
  }

  /** How many events have happened in the tables. */
  get position(): number {
    return this.travel.position;
  }

  /** All that is kept. */
  get bytes(): number {
    const { keyframes, log, tables } = this.built;
    const { contexts, events } = this.reader;
    return (
      events.bytes + contexts.bytes + tables.bytes + log.bytes + keyframes.bytes + this.judged.bytes
    );
  }

  feed(chunk: Uint8Array): void {
    this.reader.feed(chunk);
    this.takeIn();
  }

  /** The file has ended. */
  finish(): void {
    this.reader.finish();
    this.takeIn();
    this.trim();
  }

  /** Nobody reads on, though the file has not ended. */
  stop(): void {
    this.reader.stop();
    this.trim();
  }

  /** Says what the format is; undefined: as concluded. The tables are rebuilt if it matters. */
  choose(choice: LayoutChoice): void {
    this.choice = choice;
    this.takeIn();
  }

  /** Brings the tables to where all events before `position` have happened. */
  seek(position: number): void {
    this.travel.seek(position);
  }

  private takeIn(): void {
    const { contexts, events } = this.reader;
    gatherEvidence(this.evidence, events, { start: this.gathered, end: events.count });
    this.gathered = events.count;
    const before = this.format;
    this.format = this.conclude();
    if (!sameTables(before, this.format)) {
      this.built = this.newRebuilder();
      this.travel = new TimeTravel(this.built, events);
    }
    if (before.layout.id !== this.format.layout.id || this.judged.position > this.built.position) {
      this.judged = new Conformance(this.format.layout);
    }
    this.travel.seek(this.built.position);
    this.built.advance(events.count);
    this.travel.follow();
    const { lost } = this.notes;
    this.judged.advance(events.count, { contexts, events, tables: this.built.tables, lost });
  }

  private trim(): void {
    this.built.tables.trim();
    this.judged.trim();
  }

  private conclude(): DetectedLayout {
    const release = this.notes.header
      .map(({ text }) => KERNEL_RELEASE.exec(text)?.[1])
      .find(Boolean);
    const detected = detectLayout(this.evidence, release);
    const { layout = detected.layout, rootLevel = detected.rootLevel } = this.choice;
    const chosen = layout.id !== detected.layout.id;
    if (!chosen && rootLevel === detected.rootLevel) return detected;
    const reasons = [
      'You said so.',
      ...(chosen ? [`The trace itself looks like ${detected.layout.id}.`] : []),
    ];
    return { layout, rootLevel, reasons, doubts: [] };
  }

  private newRebuilder(): TableRebuilder {
    const { layout, rootLevel } = this.format;
    const { contexts, events } = this.reader;
    return new TableRebuilder({ events, contexts, layout, rootLevel });
  }
}

/** Do two formats make no difference to the tables? What else they say matters to verdicts only. */
function sameTables(one: DetectedLayout, other: DetectedLayout): boolean {
  const a = one.layout;
  const b = other.layout;
  return (
    a.kernel === b.kernel &&
    a.vendor === b.vendor &&
    a.config.adBits === b.config.adBits &&
    one.rootLevel === other.rootLevel
  );
}
