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
  'spte-and': 'locked AND',
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
  'slots-lock': 'slots_lock',
  'slots-unlock': 'slots_lock let go',
  memslots: 'memslots',
  'srcu-sync': 'SRCU grace period',
  request: 'request to vCPUs',
  'dirty-bitmap': 'dirty bitmap',
  'page-copy': 'copy of a page',
  userspace: 'userspace',
  track: 'write tracking',
  external: 'external page table',
  'vm-dead': 'KVM_BUG_ON',
};

export function accessWords(access: AccessKind): string {
  return WORDS[access];
}
