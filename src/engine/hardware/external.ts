/**
 * The external page table (S-EPT) of a TDX guest, which the TDX module keeps and the CPU walks; KVM sees
 * it only through SEAMCALLs, each one access here, and mirrors it. One cell per guest page says whether
 * it is mapped; the tables of the S-EPT are not modelled one by one.
 */
import { EVENT } from '../effect.ts';
import { guestPageOf } from '../state/shape.ts';
import type { Thread } from '../thread.ts';

const PRESENT = 0;
const INSTALLS = 1;
const REMOVES = 2;

function cellOfGfn(t: Thread, gfn: number): number {
  const page = guestPageOf(t.map.shape, gfn);
  return page < 0 ? -1 : t.map.external.base + page * t.map.external.stride;
}

/** Is a gfn mapped in the external table? Part of another access, or of a detector's look. */
export function isExternallyMapped(t: Thread, gfn: number): boolean {
  const cell = cellOfGfn(t, gfn);
  return cell >= 0 && t.journal.read(cell + PRESENT) !== 0;
}

/** The CPU walks the external table. */
export function walkExternal(t: Thread, gfn: number): boolean {
  t.effect.note('external');
  return isExternallyMapped(t, gfn);
}

/** TDH.MEM.PAGE.AUG. False: TDX_EPT_ENTRY_STATE_INCORRECT, as there is a page already. */
export function augmentPage(t: Thread, gfn: number): boolean {
  t.effect.note('external');
  t.effect.events |= EVENT.EXTERNAL;
  if (isExternallyMapped(t, gfn)) {
    t.effect.refused = true;
    return false;
  }
  mapExternally(t, gfn);
  return true;
}

/** The page is there from now on. */
export function mapExternally(t: Thread, gfn: number): void {
  const cell = cellOfGfn(t, gfn);
  if (cell < 0) return;
  t.journal.write(cell + PRESENT, 1);
  t.journal.write(cell + INSTALLS, t.journal.read(cell + INSTALLS) + 1);
}

/** TDH.MEM.SEPT.ADD: a table is linked. */
export function addExternalTable(t: Thread): void {
  t.effect.note('external');
  t.effect.events |= EVENT.EXTERNAL;
}

/** TDH.MEM.RANGE.BLOCK and TDH.MEM.TRACK: the page is unmapped for good only by the removal. */
export function blockExternalPage(t: Thread): void {
  t.effect.note('external');
}

/** TDH.MEM.PAGE.REMOVE */
export function removeExternalPage(t: Thread, gfn: number): void {
  t.effect.note('external');
  t.effect.events |= EVENT.EXTERNAL;
  const cell = cellOfGfn(t, gfn);
  if (cell < 0) return;
  t.journal.write(cell + PRESENT, 0);
  t.journal.write(cell + REMOVES, t.journal.read(cell + REMOVES) + 1);
}

/** KVM_BUG_ON(): a warning, and no vCPU enters the guest any more. The caller goes on all the same. */
export function bugVm(t: Thread): void {
  t.effect.note('vm-dead');
  t.effect.events |= EVENT.EXTERNAL;
  t.effect.refused = true;
  t.journal.write(t.map.vm.base, 1);
}

/** A vCPU looks for KVM_REQ_VM_DEAD before it enters the guest. */
export function isVmDead(t: Thread): boolean {
  t.effect.note('vm-dead');
  return t.journal.read(t.map.vm.base) !== 0;
}
