/**
 * When does the update of a present SPTE in the shadow MMU ask for a TLB flush, before mmu_lock is let
 * go? Three answers to one question, and the table of them.
 *
 * naive - what one may believe at first sight: when W was there, and is no more;
 * old   - up to v6.12: when the SPTE was MMU-writable and has no W afterwards, or loses A or D;
 * new   - from v6.13 on (081976992f43): when MMU-writable goes. The rest is left to dirty logging.
 */
import { assertNever } from '../../base/assert.ts';
import { MutableWord64, type Word64 } from '../../base/word64.ts';
import {
  isAccessedSpte,
  isDirtySpte,
  isMmuWritableSpte,
  isWritablePte,
  mayHaveBeenWritten,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

export type FlushRule = 'naive' | 'old' | 'new';

/** Filled by the caller, who makes one and reuses it. */
export interface FlushQuestion {
  old: Word64;
  new: Word64;
}

/** ref: linux v6.12 and v6.13 arch/x86/kvm/mmu/mmu.c mmu_spte_update() */
export function updateNeedsFlush(
  layout: SpteLayout,
  rule: FlushRule,
  { old, new: next }: Readonly<FlushQuestion>,
): boolean {
  switch (rule) {
    case 'naive':
      return isWritablePte(layout, old) && !isWritablePte(layout, next);
    case 'old':
      return mayHaveBeenWritten(layout, old, next) || losesAccessedOrDirty(layout, old, next);
    case 'new':
      return isMmuWritableSpte(layout, old) && !isMmuWritableSpte(layout, next);
    default:
      return assertNever(rule);
  }
}

function losesAccessedOrDirty(layout: SpteLayout, old: Word64, next: Word64): boolean {
  return (
    (isAccessedSpte(layout, old) && !isAccessedSpte(layout, next)) ||
    (isDirtySpte(layout, old) && !isDirtySpte(layout, next))
  );
}

/** W and MMU-writable of an SPTE, as two digits. */
export type WritableBits = '11' | '01' | '00';

export interface FlushTableRow {
  readonly old: WritableBits;
  readonly new: WritableBits;
  readonly flush: Readonly<Record<FlushRule, boolean>>;
}

const BITS: readonly WritableBits[] = ['11', '01', '00'];
const RULES: readonly FlushRule[] = ['naive', 'old', 'new'];

/** An SPTE with these writable bits and nothing else that the question is about. */
function spteWith({ masks }: SpteLayout, [w, mmuW]: string): Word64 {
  const spte = new MutableWord64().copy(masks.mmuPresent).or(masks.accessed).or(masks.readable);
  if (w === '1') spte.or(masks.writable);
  if (mmuW === '1') spte.or(masks.mmuWritable).or(masks.hostWritable);
  return spte;
}

/**
 * Every update of the writable bits with the answer of each rule; a host page does not become
 * writable again in place, so from 00 there is only 00.
 */
export function flushTable(layout: SpteLayout): readonly FlushTableRow[] {
  const pairs = BITS.flatMap((old) => BITS.map((next) => [old, next] as const));
  return pairs
    .filter(([old, next]) => old !== '00' || next === '00')
    .map(([old, next]) => {
      const question = { old: spteWith(layout, old), new: spteWith(layout, next) };
      const answers = RULES.map((rule) => [rule, updateNeedsFlush(layout, rule, question)]);
      return { old, new: next, flush: Object.fromEntries(answers) as FlushTableRow['flush'] };
    });
}
