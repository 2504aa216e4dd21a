/** What aging does to an SPTE. */
import { LEAFS, all, stay } from './moves.ts';
import type { SpteTransition } from './transition.ts';

export const AGING_TRANSITIONS: readonly SpteTransition[] = [
  {
    id: 'age',
    title: 'aging clears Accessed',
    moves: stay(LEAFS),
    may: ['A-'],
    must: ['A-'],
    path: 'age',
    fn: 'age_gfn_range()',
    actor: 'host',
    locks: ['write', 'none'],
    ops: ['store', 'xchg', 'and', 'cas'],
    flush: 'policy',
    why: 'A page taken for old too soon is no harm. clear_flush_young flushes up to v6.12.',
  },
  {
    id: 'access_track',
    title: 'aging without A/D bits puts the permissions aside',
    moves: all(['RO', 'WT', 'WP', 'WC', 'WD'], 'AT'),
    may: ['track', 'perms', 'W-', 'A-'],
    must: ['track'],
    path: 'age',
    fn: 'mark_spte_for_access_track()',
    actor: 'host',
    locks: ['write', 'none'],
    ops: ['store', 'xchg', 'cas'],
    flush: 'policy',
    why: 'W may stay in a TLB; enabling dirty logging and write tracking flush whatever they find.',
  },
  {
    id: 'age_unmap',
    title: 'aging without A/D bits unmaps the page',
    moves: all(LEAFS, 'none'),
    may: [],
    must: [],
    path: 'age',
    fn: 'kvm_unmap_rmapp()',
    actor: 'host',
    locks: ['write'],
    ops: ['store', 'xchg'],
    flush: 'unlock',
    why: 'As for any leaf taken away; before f160c7b7bb32 (v4.11).',
  },
];
