/**
 * Flags about the life of page tables: how they are removed, flushed and given back, and what protects
 * those who read them. Values said to be what-ifs were in no kernel; so were some mixtures.
 */
export interface TableFlags {
  /** A removed table is freed at once, or by call_rcu() (7cca2d0b7e7d, v5.12). */
  readonly freePt: 'imm' | 'rcu';
  /** Those who walk the tables without mmu_lock held for write are inside RCU (7cca2d0b7e7d). */
  readonly readerRcu: 'no' | 'yes';
  /**
   * When what a removed table translated is flushed. removal: by the removal, before the table is freed
   * (up to v5.17). walkEnd: by the zapper, before it leaves RCU (bb95dfb9e2df, v5.18). afterRcu: by the
   * zapper, after it has left RCU (what-if: bd29677952fa left out).
   */
  readonly flushDefer: 'removal' | 'walkEnd' | 'afterRcu';
  /**
   * Which gfns that flush of the removal names: those of the table, or as many from its last entry on (v5.12
   * to v5.15, 574c3c55e969). On bare metal it is the same.
   */
  readonly removedFlush: 'table' | 'lastEntry';
  /** Entries of a removed table become the removed value, or just empty (before e25f0e0cd51b, v5.12). */
  readonly markRemoved: 'no' | 'yes';
  /** A fault that finds its very target frozen gives up, or goes on (v5.18 to v6.1, f5d16bb9be68). */
  readonly frozenTarget: 'refused' | 'overwritten';
  /** A zap that yields keeps in mind what earlier roots still owe a flush (a835429cda91, v5.12). */
  readonly yieldFlush: 'forgotten' | 'carried';
  /** A walk yields only if it has got on since it last did (ed5e484b79e8, v5.12). */
  readonly yieldProgress: 'any' | 'forward';
  /** A fault asks, under mmu_lock, whether its root has become invalid (a955cad84cda, v5.16). */
  readonly staleRoot: 'unchecked' | 'checked';
  /** A notifier zaps valid roots only, or invalid ones, too (d62007edf01f, v5.18). */
  readonly notifierRoots: 'valid' | 'all';
  /**
   * Deleting or moving a memslot makes all roots invalid; or zaps the leafs of the slot, where userspace has
   * asked for that (v6.12). leafsUnflushed: the same without its flush, a what-if.
   */
  readonly slotZap: 'roots' | 'leafs' | 'leafsUnflushed';
  /** New memslots wait for notifiers under way; not to wait is a what-if. */
  readonly slotInstall: 'waits' | 'atOnce';
  /** The NX recovery holds mmu_lock for write, or for read (v6.18). */
  readonly nxLock: 'write' | 'read';
  /** It forgets that the TDP MMU has zapped something and wants a flush, or not (048f49809c52, v5.12). */
  readonly nxFlush: 'dropped' | 'kept';
  /** Its zaps may yield by themselves, or it yields only between them (33a3164161fc, v5.12). */
  readonly nxYield: 'inside' | 'between';
}

const V5_18: TableFlags = {
  freePt: 'rcu',
  readerRcu: 'yes',
  flushDefer: 'walkEnd',
  removedFlush: 'table',
  markRemoved: 'yes',
  frozenTarget: 'overwritten',
  yieldFlush: 'carried',
  yieldProgress: 'forward',
  staleRoot: 'checked',
  notifierRoots: 'all',
  slotZap: 'roots',
  slotInstall: 'waits',
  nxLock: 'write',
  nxFlush: 'kept',
  nxYield: 'between',
};

const V5_12: TableFlags = {
  ...V5_18,
  flushDefer: 'removal',
  frozenTarget: 'refused',
  staleRoot: 'unchecked',
  notifierRoots: 'valid',
};

const V6_2: TableFlags = { ...V5_18, frozenTarget: 'refused' };

/** Flags by kernel; a kernel between two of these has those of the older one. */
export const TABLE_FLAGS = {
  'v5.11': {
    ...V5_12,
    freePt: 'imm',
    readerRcu: 'no',
    markRemoved: 'no',
    yieldFlush: 'forgotten',
    yieldProgress: 'any',
    nxFlush: 'dropped',
    nxYield: 'inside',
  },
  'v5.12': { ...V5_12, removedFlush: 'lastEntry' },
  'v5.16': { ...V5_12, staleRoot: 'checked' },
  'v5.18': V5_18,
  'v6.2': V6_2,
  'v6.18': { ...V6_2, nxLock: 'read' },
} as const satisfies Record<string, TableFlags>;
