/**
 * What the rules about single SPTEs (`engine/layout`) ask of each kernel that there are vectors of. What
 * is a matter of bits alone is no flag but a rule of the layout.
 */
import type { AgingRule } from '../layout/age-spte.ts';
import type { ClearDirtyRule, NeedWrprotRule } from '../layout/clear-dirty.ts';
import type { KernelVersion, TdpWriteRule } from '../layout/spte-layout.ts';
import { FAULT_FLAGS, type FaultFlags } from './fault-flags.ts';

export interface RuleFlags extends FaultFlags {
  /** How a writer that holds mmu_lock for write stores an SPTE (ba3a6120a4e7). */
  readonly tdpWrite: TdpWriteRule;
  readonly aging: AgingRule;
  /** How a round of dirty logging writes, gfn for gfn. */
  readonly clearDirty: ClearDirtyRule;
  /** Which SPTEs dirty logging takes W from although it is Dirty that it is after. */
  readonly needWrprot: NeedWrprotRule;
}

const V5_18_PRE: RuleFlags = {
  ...FAULT_FLAGS['v5.18'],
  tdpWrite: 'plain',
  aging: 'setSpte',
  clearDirty: 'setSpte',
  needWrprot: 'spteType',
};

const V6_12: RuleFlags = {
  ...FAULT_FLAGS['v6.12'],
  tdpWrite: 'xchg',
  aging: 'and',
  clearDirty: 'and',
  needWrprot: 'rootRole',
};

const V6_17: RuleFlags = { ...V6_12, ...FAULT_FLAGS['v6.13'], aging: 'locklessAnd' };

export const RULE_FLAGS: Readonly<Record<KernelVersion, RuleFlags>> = {
  // There is no TDP MMU yet: these are the ways of the shadow MMU, which handles TDP as well.
  'v4.15': { ...V5_18_PRE, ...FAULT_FLAGS['v4.15'], tdpWrite: 'xchg', aging: 'clearBit' },
  'v5.18pre': V5_18_PRE,
  'v5.19': { ...V5_18_PRE, tdpWrite: 'xchg' },
  'v6.12': V6_12,
  'v6.17': V6_17,
  'v7.2': { ...V6_17, aging: 'locklessCas' },
};
