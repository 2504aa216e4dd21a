/** Page tables that are made, queued, freed and used again; roots that become invalid. */
import { readFrame } from '../../engine/state/readers.ts';
import { framePfn } from '../../engine/state/shape.ts';
import { FRAME_LIFE, RCU_QUEUED, ROOT_FLAGS } from '../../engine/state/state-map.ts';
import { hexOf, tableName } from '../spte/text.ts';
import { changesOf, titlesOf, type CellChange, type ToldStep } from './told-step.ts';

function nameOf(frame: number): string {
  return hexOf(framePfn(frame));
}

function explainLife(told: ToldStep, { now, record }: CellChange): string {
  const { gfn, level } = readFrame(told.after, record);
  switch (now) {
    case FRAME_LIFE.private:
      return `takes page ${nameOf(record)} for a new ${tableName(level)} from gfn ${hexOf(gfn)} on; no other table points to it yet.`;
    case FRAME_LIFE.freed:
      return `frees page table ${nameOf(record)}: whoever still walks it reads what is no page table any more.`;
    case FRAME_LIFE.reused:
      return `makes use of the page that was page table ${nameOf(record)}: it holds somebody else's data now.`;
    default:
      return `changes what page table ${nameOf(record)} is: ${readFrame(told.after, record).life}.`;
  }
}

function explainQueued(told: ToldStep, { now, record }: CellChange): string {
  const readers = told.actors.flatMap((_, actor) => ((now & (1 << actor)) === 0 ? [] : [actor]));
  return readers.length === 0
    ? `hands page table ${nameOf(record)} to RCU: no RCU section is open, so it may be freed at any time.`
    : `hands page table ${nameOf(record)} to RCU, which frees it once ${titlesOf(told, readers)} ${readers.length === 1 ? 'has' : 'have'} left the RCU section open now.`;
}

function explainRoot({ now }: CellChange): string {
  return (now & ROOT_FLAGS.ZAPPED) !== 0
    ? 'is done with the invalid root: nothing is mapped by it any more.'
    : 'makes the root invalid: no vCPU may enter the guest on it any more, and all it maps is to be zapped.';
}

export function explainFrame(told: ToldStep): string {
  const [life] = changesOf(told, { region: 'sp', field: 'life' });
  if (life !== undefined) return explainLife(told, life);
  const [queued] = changesOf(told, { region: 'sp', field: 'rcu_wait' }).filter(
    ({ now, old }) => (now & RCU_QUEUED) !== 0 && (old & RCU_QUEUED) === 0,
  );
  if (queued !== undefined) return explainQueued(told, queued);
  const [root] = changesOf(told, { region: 'root', field: 'flags' });
  if (root !== undefined) return explainRoot(root);
  return told.record.program === 'recover_nx_huge_pages'
    ? 'looks for the next small page table that stands in the place of a large page.'
    : 'looks for a page table to free or to use, and finds none.';
}
