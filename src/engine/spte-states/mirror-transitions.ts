/** What happens to the SPTEs of a mirror of an external page table (TDX). */
import { PRESENT, all } from './moves.ts';
import type { SpteTransition } from './transition.ts';

export const MIRROR_TRANSITIONS: readonly SpteTransition[] = [
  {
    id: 'mirror_freeze',
    title: 'the entry of a mirror is frozen while the external one is changed',
    moves: all(['none', ...PRESENT], 'frozen'),
    may: [],
    must: [],
    path: 'mirror',
    fn: 'set_external_spte_present()',
    actor: 'vcpu',
    locks: ['read'],
    ops: ['cas'],
    flush: 'none',
    why: 'No TLB is filled from a mirror.',
  },
  {
    id: 'mirror_settle',
    title: 'the new value is stored, or the old one back',
    moves: all(['frozen'], 'none', ...PRESENT),
    may: [],
    must: [],
    path: 'mirror',
    fn: 'set_external_spte_present()',
    actor: 'vcpu',
    locks: ['read'],
    ops: ['store'],
    flush: 'none',
    why: 'No TLB is filled from a mirror.',
  },
  {
    id: 'mirror_remove',
    title: 'a mirror loses an entry, and then the external table does',
    moves: all(PRESENT, 'none'),
    may: [],
    must: [],
    path: 'mirror',
    fn: 'tdp_mmu_set_spte()',
    actor: 'host',
    locks: ['write'],
    ops: ['store', 'xchg'],
    flush: 'none',
    why: 'The external table is blocked, tracked and removed instead.',
  },
];
