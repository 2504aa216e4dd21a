/** Who changed each bit of an SPTE last, and when: the run so far, bit by bit. */
import { hasAny } from '../../base/word64.ts';
import { bit as bitMask } from '../../engine/layout/bit-field.ts';
import type { SpteChange } from '../spte/history.ts';
import { actorTitle, type PictureInput } from '../spte/picture-input.ts';

export interface BitChange {
  readonly step: number;
  readonly actor: number;
  /** `set by vCPU 0 at step 5` */
  readonly text: string;
}

const BITS = 64;

/** By bit; bits that no step up to the position has changed are left out. */
export function lastBitChanges(
  history: readonly SpteChange[],
  { actors, position }: Pick<PictureInput, 'actors' | 'position'>,
): ReadonlyMap<number, BitChange> {
  const last = new Map<number, BitChange>();
  for (const { new: after, old, record } of history) {
    if (record.n > position) break;
    for (let bit = 0; bit < BITS; bit++) {
      const isSet = hasAny(after, bitMask(bit));
      if (hasAny(old, bitMask(bit)) === isSet) continue;
      const { actor } = record.choice;
      const who = actorTitle(actors, actor);
      const text = `${isSet ? 'set' : 'cleared'} by ${who} at step ${record.n}`;
      last.set(bit, { step: record.n, actor, text });
    }
  }
  return last;
}
