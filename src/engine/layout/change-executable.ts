/**
 * Changing what may be executed of an SPTE that is there already, also if it is access-tracked and
 * has its permissions saved away.
 */
import type { MutableWord64 } from '../../base/word64.ts';
import { markSpteForAccessTrack, restoreAccTrackSpte } from './access-track.ts';
import { orExecutable } from './make-spte.ts';
import { isAccessTrackSpte } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/**
 * Makes `spte` executable just as an access of ACC_* bits says. Returns the number of kernel warnings.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_spte_executable()
 * ref: linux v6.17 arch/x86/kvm/mmu/spte.c make_spte_nonexecutable()
 */
export function changeSpteExecutable(
  layout: SpteLayout,
  access: number,
  spte: MutableWord64,
): number {
  const tracked = isAccessTrackSpte(layout, spte);
  if (tracked) restoreAccTrackSpte(layout, spte, spte);
  spte.clear(layout.masks.noExecute).clear(layout.masks.executable);
  orExecutable(layout, access, spte);
  return tracked ? markSpteForAccessTrack(layout, spte, spte) : 0;
}
