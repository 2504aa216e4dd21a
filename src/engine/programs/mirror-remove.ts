/**
 * A private page is taken back. Under mmu_lock held for write the mirror's leaf is emptied first; then
 * the TDX module blocks the page, drops what CPUs have cached of it, and removes it.
 *
 * Not modelled: a module that is busy, and the kick of all vCPUs after TDH.MEM.TRACK.
 *
 * ref: linux v6.17 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_set_spte() remove_external_spte()
 * ref: linux v6.17 arch/x86/kvm/vmx/tdx.c tdx_sept_remove_private_spte()
 */
import { blockExternalPage, removeExternalPage } from '../hardware/external.ts';
import { rootFrame } from '../hardware/roots.ts';
import { endWalkStep, iterateStep, visitLeafStep } from './iterate-steps.ts';
import { rcuLockStep, writeLockStep, writeUnlockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('mirror_remove', { u32: ['gfn'] });

export const MIRROR = reg;

export const MIRROR_REMOVE = defineProgram({
  number: 49,
  id: 'mirror_remove',
  models: 'tdx_sept_remove_private_spte()',
  version: 'v6.13 .. v6.17',
  clears: [block],
  sptePaths: ['mirror'],
  steps: {
    lock: writeLockStep('kvm_unmap_gfn_range'),
    rcu: rcuLockStep('tdp_mmu_zap_leafs', (t) => {
      const gfn = t.get(reg.gfn);
      startTdpIter(t, {
        root: rootFrame(t, 0),
        gfnStart: gfn,
        gfnEnd: gfn + 1,
        shared: false,
      });
      return undefined;
    }),
    iterate: iterateStep('tdp_mmu_zap_leafs', 'for each leaf of the mirror that maps the gfn:'),
    visit: visitLeafStep('tdp_mmu_zap_leafs', 'zap'),
    zap: {
      fn: 'tdp_mmu_set_spte',
      code: '*sptep = SHADOW_NONPRESENT_VALUE, in the mirror',
      access: ['spte-store', 'spte-xchg'],
      run: (t) =>
        tdpMmuSetSpte(t, {
          value: t.layout.constants.SHADOW_NONPRESENT_VALUE,
          recordAccTrack: true,
        }),
    },
    changed: {
      fn: 'remove_external_spte',
      code: 'and now the external table:',
      access: [],
      local: true,
      run: () => undefined,
    },
    block: {
      fn: 'tdx_sept_zap_private_spte',
      code: 'SEAMCALL TDH.MEM.RANGE.BLOCK: no new translation of the page',
      access: ['external'],
      run: (t) => {
        blockExternalPage(t);
        return undefined;
      },
    },
    track: {
      fn: 'tdx_track',
      code: 'SEAMCALL TDH.MEM.TRACK, kick all vCPUs: no old translation either',
      access: ['external'],
      run: (t) => {
        blockExternalPage(t);
        return undefined;
      },
    },
    remove: {
      fn: 'tdx_sept_drop_private_spte',
      code: 'SEAMCALL TDH.MEM.PAGE.REMOVE',
      access: ['external'],
      run: (t) => {
        removeExternalPage(t, t.get(reg.gfn));
        return 'iterate';
      },
    },
    rcu_unlock: endWalkStep('tdp_mmu_zap_leafs'),
    unlock: writeUnlockStep('kvm_unmap_gfn_range', (t) => t.return(0)),
  },
});
