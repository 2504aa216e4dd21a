import { expect, test } from 'vitest';
import { MIRROR_MAP_ENTRY, ZAP_SPTE_ATOMIC_ENTRY } from './late-programs.ts';
import { MIRROR_MAP } from './mirror-map.ts';
import { ZAP_SPTE_ATOMIC } from './zap-spte-atomic.ts';

test('[PROG-1] programs called by number are the ones meant', () => {
  expect(ZAP_SPTE_ATOMIC_ENTRY.entry).toBe(ZAP_SPTE_ATOMIC.entry);
  expect(MIRROR_MAP_ENTRY.entry).toBe(MIRROR_MAP.entry);
});
