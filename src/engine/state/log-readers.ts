/** Views over what a migration keeps, over memslots and over RCU's queue: as readers.ts, for what fewer ask. */
import { cellOf, RCU_QUEUED, SLOT_FLAGS } from './state-map.ts';
import { readLoggedPage, type LoggedPageView, type StateView } from './readers.ts';
import { guestPageOf, offsetInSlot } from './shape.ts';

/** Dirty logging is on for the memslot that the gfn lies in. */
export function readSlotLogs(view: StateView, gfn: number): boolean {
  const { slots } = view.map.shape;
  const record = slots.findIndex((slot) => offsetInSlot(slot, gfn) >= 0);
  if (record < 0) return false;
  return (
    (view.cells.read(cellOf(view.map.slot, { record, field: 'flags' })) & SLOT_FLAGS.LOG) !== 0
  );
}

export interface MigratedPageView extends LoggedPageView {
  /** Some actor has made the page writable, and is about to mark it. */
  readonly markPending: boolean;
}

export function readMigratedPage(view: StateView, gfn: number): MigratedPageView | null {
  const page = readLoggedPage(view, gfn);
  if (page === null) return null;
  const record = guestPageOf(view.map.shape, gfn);
  const pending = view.cells.read(cellOf(view.map.copy, { record, field: 'pending_mark' }));
  return { ...page, markPending: pending !== 0 };
}

/** Enabling has returned: userspace has its first copy, and relies on the log from here on. */
export function readMigrationArmed(view: StateView): boolean {
  return view.cells.read(cellOf(view.map.migration, { field: 'armed' })) !== 0;
}

/** The table was handed to call_rcu(), and nobody has freed it yet. */
export function readRcuQueued(view: StateView, frame: number): boolean {
  const waits = view.cells.read(cellOf(view.map.sp, { record: frame, field: 'rcu_wait' }));
  return (waits & RCU_QUEUED) !== 0;
}
