/**
 * What kvm_tdp_mmu_map() does about large pages: one in the way of a small page is split (v6.2 on), or
 * zapped for an empty table to take its place; and one that is to be mapped may replace a table.
 *
 * ref: linux v6.1 and v6.2 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_map()
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_map_handle_target_level()
 */
import { MutableWord64 } from '../../base/word64.ts';
import { linkFrame } from '../hardware/frames.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { casSpte, loadSpte } from '../hardware/spte-memory.ts';
import { isFrozenSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { FLUSH_DEBT, oweFlush } from '../sync/flush-debt.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { MAP, handledAs } from './map-registers.ts';
import type { StepDef } from './program.ts';
import { RET_PF } from './ret-pf.ts';
import { ZAP_SPTE_ATOMIC_ENTRY } from './late-programs.ts';
import { allocateSplitTable, freeSplitTable, linkingSpte } from './split-huge-page.ts';
import { TDP_ITER, iterSptep } from './tdp-iter.ts';

const reg = MAP;

const nonleafSpte = new MutableWord64();

/** Labels of the steps here, and those of the others that they go on at. */
type Own =
  | 'split'
  | 'link_split'
  | 'split_linked'
  | 'zap_large'
  | 'large_zapped'
  | 'reread'
  | 'replace'
  | 'flush_replaced';
type Label = Own | 'iterate' | 'alloc' | 'unlock';

export const LARGE_PAGE_STEPS: Readonly<Record<Own, StepDef<Label>>> = {
  split: {
    fn: 'tdp_mmu_split_huge_page',
    code: 'a large page in the way (v6.2 on): sp = a page filled with 512 small SPTEs like it',
    access: ['frame'],
    run: (t) => {
      const hugeSpte = t.get64(TDP_ITER.old_spte, t.old);
      const frame = allocateSplitTable(t, { gfn: t.get(TDP_ITER.gfn), hugeSpte });
      t.set(reg.child, frame + 1);
      return undefined;
    },
  },
  link_split: {
    fn: 'tdp_mmu_link_sp',
    code: 'cmpxchg(sptep, old_spte, link to sp), no flush; failed? free sp, retry',
    access: ['spte-cas', 'spte-cas-failed'],
    run: (t) => {
      const frame = t.get(reg.child) - 1;
      const expected = t.get64(TDP_ITER.old_spte, t.old);
      const value = linkingSpte(t, frame, nonleafSpte);
      t.set(reg.child, 0);
      if (!casSpte(t, iterSptep(t), { expected, value, found: t.current })) {
        freeSplitTable(t, frame);
        return 'unlock';
      }
      linkFrame(t, frame);
      t.set64(TDP_ITER.old_spte, value);
      const level = t.get(TDP_ITER.level);
      return callHandleChangedSpte(t, { old: expected, new: value, level, recordAccTrack: true });
    },
  },
  split_linked: {
    fn: 'kvm_tdp_mmu_map',
    code: 'go on down',
    access: [],
    local: true,
    run: () => 'iterate',
  },
  zap_large: {
    fn: 'kvm_tdp_mmu_map',
    code: 'a large page in the way (up to v6.1): zap it',
    access: [],
    local: true,
    run: (t) => t.call(ZAP_SPTE_ATOMIC_ENTRY),
  },
  large_zapped: {
    fn: 'kvm_tdp_mmu_map',
    code: 'somebody else was faster? retry',
    access: [],
    local: true,
    run: (t) => (t.result === 0 ? 'unlock' : undefined),
  },
  reread: {
    fn: 'kvm_tdp_mmu_map',
    code: 'old_spte = *sptep: empty? link a table; the 512 small pages will fault again',
    access: ['spte-load'],
    run: (t) => {
      t.set64(TDP_ITER.old_spte, loadSpte(t, iterSptep(t), t.old));
      if (isShadowPresentPte(t.layout, t.old)) return 'iterate';
      return isFrozenSpte(t.layout, t.old) ? 'unlock' : 'alloc';
    },
  },
  replace: {
    fn: 'tdp_mmu_set_spte_atomic',
    code: 'cmpxchg(sptep, link to a table, new_spte); failed? retry. then tear the table down',
    access: ['spte-cas', 'spte-cas-failed'],
    run: (t) => {
      const old = t.get64(TDP_ITER.old_spte, t.old);
      const value = t.get64(reg.new_spte, t.new);
      const done = casSpte(t, iterSptep(t), { expected: old, value, found: t.current });
      if (!done) return 'unlock';
      t.set(reg.ret, handledAs(t, RET_PF.FIXED));
      oweFlush(t, FLUSH_DEBT.TABLE);
      return callHandleRemovedPt(t, { old, level: t.get(TDP_ITER.level), shared: true });
    },
  },
  flush_replaced: {
    fn: 'tdp_mmu_map_handle_target_level',
    code: 'a table was replaced: flush every vCPU, before RCU is left',
    access: ['flush'],
    run: (t) => {
      flushRemoteTlbs(t);
      return 'unlock';
    },
  },
};
