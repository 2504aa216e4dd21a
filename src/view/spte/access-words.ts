/** What people call the kinds of access to shared state. */
import type { AccessKind } from '../../protocol/run.ts';

const WORDS: Readonly<Record<AccessKind, string>> = {
  none: 'no access',
  tlb: 'TLB lookup',
  'guest-memory': 'guest access',
  'spte-load': 'load',
  'spte-store': 'plain store',
  'spte-xchg': 'XCHG',
  'spte-cas': 'CMPXCHG',
  'spte-cas-failed': 'CMPXCHG, failed',
  'spte-assist': 'the CPU sets A or D',
  lock: 'lock',
  unlock: 'unlock',
  'rcu-lock': 'RCU lock',
  'rcu-unlock': 'RCU unlock',
  'srcu-lock': 'SRCU lock',
  'srcu-unlock': 'SRCU unlock',
  mode: 'mode change',
  seq: 'invalidate sequence',
  'host-pte': 'host PTE',
  'page-flags': 'page flags',
  frame: 'page-table frame',
  flush: 'TLB flush',
};

export function accessWords(access: AccessKind): string {
  return WORDS[access];
}
