/**
 * P5: a frozen entry belongs to the one who froze it, and an entry of a removed table belongs to nobody
 * for ever; nobody else changes it. And a page table that is given back is empty: what is still mapped
 * in it would be forgotten. Who has an entry frozen is a ghost.
 */
import { equal64 } from '../../base/word64.ts';
import { EVENT } from '../effect.ts';
import { isFrozenSpte, isShadowPresentPte } from '../layout/predicates.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

function breaksOwnership(t: Thread): boolean {
  const { effect, layout, journal } = t;
  const cell = t.map.frozen.base + t.actor;
  const wasFrozen = isFrozenSpte(layout, effect.before);
  const isFrozen = isFrozenSpte(layout, effect.after);
  if (!wasFrozen && isFrozen && !effect.forGood) journal.write(cell, effect.sptep + 1);
  if (!wasFrozen || isFrozen) return false;
  const owns = journal.read(cell) === effect.sptep + 1;
  if (owns) journal.write(cell, 0);
  return !owns;
}

/** Is anything still present in the page that this step gives back? */
function freesMappings(t: Thread): boolean {
  const { base, stride } = t.map.pt;
  const first = base + t.effect.frame * stride;
  const end = first + stride;
  for (let cell = first; cell < end; cell = t.journal.pairRunEnd(cell, end)) {
    t.current.lo = t.journal.read(cell);
    t.current.hi = t.journal.read(cell + 1);
    if (isShadowPresentPte(t.layout, t.current)) return true;
  }
  return false;
}

export const P5_FROZEN_OWNERSHIP: Detector = {
  id: 'P5',
  title: 'Frozen or removed entry changed',
  sentence: 'A frozen entry is changed only by who froze it, and a freed table maps nothing.',
  events: EVENT.SPTE_WRITE | EVENT.FRAME_FREED,
  check: (t) => {
    if ((t.effect.events & EVENT.FRAME_FREED) !== 0) return freesMappings(t);
    return !equal64(t.effect.before, t.effect.after) && breaksOwnership(t);
  },
  explain: ({ effect }) =>
    effect.frame >= 0
      ? 'frees a page table in which something is still mapped'
      : 'changes an entry that another one has frozen, or that belongs to a removed table',
};
