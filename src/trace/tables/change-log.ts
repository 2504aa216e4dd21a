/** What the events themselves do not hold of how the tables changed: needed to go back and forth. */
import { Uint32List } from '../events/grow.ts';

/** Why an entry was not what the event before left in it. */
export const SILENT = {
  /** The CPU set Accessed or Dirty. */
  HARDWARE_AD: 0,
  /** Accessed or Dirty went, and no event says how. */
  LOST_AD: 1,
  /** W came, or access tracking was undone, without an event: the fast page fault is not traced. */
  FAST_PAGE_FAULT: 2,
  /** Frozen, then emptied: the second store is never traced. */
  THAWED: 3,
  /** First seen: it was there before the trace, or before events were lost. */
  FIRST_SEEN: 4,
  /** The same page with other bits: something changed it that the trace does not show. */
  OTHER_BITS: 5,
  /** Something else altogether. */
  CONTRADICTION: 6,
} as const;

/** A change that no event reports, found at an event. Made once by whoever needs one, and reused. */
export interface SilentChange {
  event: number;
  /** Place of the entry's low half among all cells. */
  word: number;
  cause: number;
  fromLo: number;
  fromHi: number;
  toLo: number;
  toHi: number;
}

/** An entry began to lead to another table. */
export interface LinkChange {
  event: number;
  table: number;
  index: number;
  from: number;
  to: number;
}

const SILENT_STRIDE = 7;
const LINK_STRIDE = 5;

export class ChangeLog {
  private readonly silents = new Uint32List();
  private readonly links = new Uint32List();

  get bytes(): number {
    return this.silents.bytes + this.links.bytes;
  }

  get silentCount(): number {
    return this.silents.length / SILENT_STRIDE;
  }

  get linkCount(): number {
    return this.links.length / LINK_STRIDE;
  }

  addSilent(change: Readonly<SilentChange>): void {
    const { silents } = this;
    silents.push(change.event);
    silents.push(change.word);
    silents.push(change.cause);
    silents.push(change.fromLo);
    silents.push(change.fromHi);
    silents.push(change.toLo);
    silents.push(change.toHi);
  }

  silentEvent(i: number): number {
    return this.silents.at(i * SILENT_STRIDE);
  }

  readSilent(i: number, out: SilentChange): SilentChange {
    const { silents } = this;
    const at = i * SILENT_STRIDE;
    out.event = silents.at(at);
    out.word = silents.at(at + 1);
    out.cause = silents.at(at + 2);
    out.fromLo = silents.at(at + 3);
    out.fromHi = silents.at(at + 4);
    out.toLo = silents.at(at + 5);
    out.toHi = silents.at(at + 6);
    return out;
  }

  /** How many silent changes were found before an event. */
  silentsBefore(event: number): number {
    return countBelow(this.silentCount, event, (i) => this.silentEvent(i));
  }

  addLink(change: Readonly<LinkChange>): void {
    const { links } = this;
    links.push(change.event);
    links.push(change.table);
    links.push(change.index);
    links.push(change.from);
    links.push(change.to);
  }

  linkEvent(i: number): number {
    return this.links.at(i * LINK_STRIDE);
  }

  readLink(i: number, out: LinkChange): LinkChange {
    const { links } = this;
    const at = i * LINK_STRIDE;
    out.event = links.at(at);
    out.table = links.at(at + 1);
    out.index = links.at(at + 2);
    out.from = links.at(at + 3);
    out.to = links.at(at + 4);
    return out;
  }

  linksBefore(event: number): number {
    return countBelow(this.linkCount, event, (i) => this.linkEvent(i));
  }
}

export function emptySilentChange(): SilentChange {
  return { event: 0, word: 0, cause: 0, fromLo: 0, fromHi: 0, toLo: 0, toHi: 0 };
}

export function emptyLinkChange(): LinkChange {
  return { event: 0, table: 0, index: 0, from: 0, to: 0 };
}

/** Of `count` ascending events, how many are below `event`. */
function countBelow(count: number, event: number, eventAt: (i: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (eventAt(middle) < event) low = middle + 1;
    else high = middle;
  }
  return low;
}
