/**
 * Keeps the address of the page equal to what is on screen: replaced while stepping (after a moment,
 * because browsers refuse hundreds of replacements), a new entry for what the back button takes back.
 */
import { encodeLink } from '../link/encode-link.ts';
import type { Link } from '../link/link.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import { sameSchedule } from './run-model.ts';
import { columnPosition, selectDigest } from './run-selectors.ts';
import type { ExplorationSlice } from './exploration-slice.ts';
import type { RunSlice, UiSlice } from './workbench-state.ts';

/** The address bar, as far as it is used here. Fragments are without the `#`. */
export interface LinkPlace {
  read(): string;
  write(fragment: string, how: 'push' | 'replace'): void;
}

export const LINK_DELAY_MS = 300;

/** What a link is made of. */
export type Linked = RunSlice & Pick<UiSlice, 'shown'> & Pick<ExplorationSlice, 'explorePanel'>;

/** The link to what is on screen; null when nothing is. */
export function linkOf(state: Linked): Link | null {
  const { opened, schedule, column, selection, explorePanel } = state;
  if (opened === null) return null;
  const position = columnPosition(state);
  const source =
    opened.packed === null
      ? { kind: 'shipped' as const, id: opened.info.id }
      : { kind: 'custom' as const, packed: opened.packed };
  const untouched = position === 0 && sameSchedule(schedule, opened.script);
  const show = explorePanel ? 'interleavings' : state.shown;
  const base = { source, column, selection, ...(show === null ? {} : { show }) };
  if (untouched) return { ...base, run: null, at: null, digest: null };
  const run = formatSchedule(schedule, opened.actors);
  return { ...base, run, at: position, digest: selectDigest(state) };
}

type LinkedState = Linked & Pick<UiSlice, 'decoderLink' | 'viewLink'>;

function fragmentOf(state: LinkedState): string | null {
  const own = state.decoderLink ?? state.viewLink;
  if (own !== null) return own;
  const link = linkOf(state);
  return link === null ? null : encodeLink(link);
}

export class LinkSync {
  readonly #place: LinkPlace;
  readonly #state: () => LinkedState;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(place: LinkPlace, state: () => LinkedState) {
    this.#place = place;
    this.#state = state;
  }

  /** The address will follow soon. */
  later(): void {
    this.#timer ??= setTimeout(() => this.flush(), LINK_DELAY_MS);
  }

  /** The address follows now. */
  flush(): void {
    if (this.#timer === null) return;
    this.#write('replace');
  }

  push(): void {
    this.#write('push');
  }

  #write(how: 'push' | 'replace'): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const fragment = fragmentOf(this.#state());
    if (fragment !== null && fragment !== this.#place.read()) this.#place.write(fragment, how);
  }
}
