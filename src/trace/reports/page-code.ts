/** What is known of one page of guest memory at a moment, in a byte: for maps of millions of them. */

/** A page's byte: its state as a number of SPTE_STATES, and these beside it. */
export const PAGE = {
  STATE: 0x0f,
  /** No state: nothing in the trace says. */
  UNKNOWN: 0x0f,
  /** Its SPTE changed in the last events before the moment. */
  CHANGED: 0x10,
  /** Accessed is set. */
  ACCESSED: 0x20,
  /** Part of a page larger than 4K. */
  HUGE: 0x40,
  /** Up to here, something was found about its SPTE. */
  FINDING: 0x80,
} as const;

/** As many pages are 16 GB of guest memory. */
export const MAP_PAGES_MAX = 1 << 22;

/** Changes among so many events before the moment are recent. */
export const RECENT_EVENTS = 100;
