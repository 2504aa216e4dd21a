import type { MutableWord64 } from '../../base/word64.ts';
import { orPfn } from './access-track.ts';
import type { SpteLayout } from './spte-layout.ts';

/** Filled by the caller, who makes one and reuses it. */
export interface MakeNonleafSpteRequest {
  childPfn: number;
  adDisabled: boolean;
}

/**
 * The SPTE that links a table: every permission, and Accessed from the start, so that the CPU has
 * nothing to set in it.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_nonleaf_spte()
 */
export function makeNonleafSpte(
  layout: SpteLayout,
  { adDisabled, childPfn }: Readonly<MakeNonleafSpteRequest>,
  out: MutableWord64,
): void {
  const { masks } = layout;
  out.copy(masks.mmuPresent);
  orPfn(out, childPfn);
  out.or(masks.present).or(masks.readable).or(masks.writable).or(masks.user).or(masks.executable);
  out.or(adDisabled ? masks.adDisabled : masks.accessed);
}
