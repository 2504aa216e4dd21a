/** What an entry lets the CPU do: the hardware's view of an SPTE, not KVM's. */
import { hasAny, matches, type Word64 } from '../../base/word64.ts';
import type { SpteLayout } from '../layout/spte-layout.ts';

/** The same bits in TLB_FLAGS and PSC_FLAGS. */
export const PERMISSION = { R: 1, W: 2, X: 4, ALL: 7 } as const;

/** PERMISSION bits of an entry. None of them: the entry is not present for the CPU. */
export function hardwarePermissions({ masks, vendor }: SpteLayout, spte: Word64): number {
  // On AMD one bit says whether there is anything; the others mean nothing without it.
  if (vendor === 'npt' && !hasAny(spte, masks.readable)) return 0;
  let permissions = 0;
  if (hasAny(spte, masks.readable)) permissions |= PERMISSION.R;
  if (hasAny(spte, masks.writable)) permissions |= PERMISSION.W;
  if (matches(spte, masks.executable, masks.executable) && !hasAny(spte, masks.noExecute)) {
    permissions |= PERMISSION.X;
  }
  return permissions;
}

/**
 * EPT entries that the CPU refuses to use: writable without readable, or executable only where that
 * is not supported. Reserved memory types and address bits are not modelled here.
 * ref: SDM Vol. 3C, EPT misconfigurations
 */
export function isEptMisconfig({ vendor, config }: SpteLayout, permissions: number): boolean {
  if (vendor !== 'ept' || (permissions & PERMISSION.R) !== 0) return false;
  return (permissions & PERMISSION.W) !== 0 || (permissions === PERMISSION.X && !config.execOnly);
}
