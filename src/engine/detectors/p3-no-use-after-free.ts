/**
 * P3: the kernel never reads or writes a page as a page table that is none any more: freed, or already
 * somebody else's.
 */
import { EVENT } from '../effect.ts';
import type { Detector } from './detector.ts';

export const P3_NO_USE_AFTER_FREE: Detector = {
  id: 'P3',
  title: 'Freed page table read',
  sentence: 'The kernel never walks through a page table that has been freed.',
  events: EVENT.DEAD_TABLE,
  check: ({ effect }) => !effect.byCpu,
  explain: ({ effect }) =>
    effect.sptep < 0
      ? 'follows something that was never a pointer to a table, and reads memory at random'
      : 'takes an entry from a page that has been freed, and may be somebody else’s data by now',
};
