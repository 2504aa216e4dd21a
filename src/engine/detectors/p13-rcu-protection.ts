/**
 * P13: since page tables are freed by call_rcu(), whoever looks into one either holds mmu_lock for write
 * or is inside an RCU read-side section that began before the table was handed to call_rcu(). Where
 * tables are freed at once there is no such rule.
 */
import { EVENT } from '../effect.ts';
import type { Detector } from './detector.ts';

export const P13_RCU_PROTECTION: Detector = {
  id: 'P13',
  title: 'Page table read without protection',
  sentence: 'Page tables are read under mmu_lock held for write, or inside RCU.',
  events: EVENT.UNPROTECTED,
  check: (t) => t.profile.freePt === 'rcu',
  explain: () => 'reads a page table, and nothing keeps that table from being freed meanwhile',
};
