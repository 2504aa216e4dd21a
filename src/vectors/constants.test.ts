import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hex64, word64Of, type Word64 } from '../base/word64.ts';
import { maskOf, unionOf } from '../engine/layout/bit-field.ts';
import { kvmAdEnabled } from '../engine/layout/predicates.ts';
import { layoutFor } from '../engine/layout/registry.ts';
import type { KernelVersion, SpteLayout } from '../engine/layout/spte-layout.ts';
import { parseVectorFile } from './vector-file.ts';

const FOLDER = join(import.meta.dirname, '__golden__');
const GOLDEN_FILES = readdirSync(FOLDER).sort();

type GoldenFile = Record<string, unknown> & {
  version: string;
  constants: Record<string, string>;
};

function golden(file: string): GoldenFile {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as GoldenFile;
}

/** The kernel's own names for what a layout holds; several where it has been renamed. */
const NAMES: Readonly<Record<string, (layout: SpteLayout) => Word64 | number>> = {
  SPTE_MMU_PRESENT_MASK: ({ masks }) => masks.mmuPresent,
  SPTE_TDP_AD_MASK: ({ masks }) => masks.adType,
  SPTE_TDP_AD_DISABLED: ({ masks }) => masks.adDisabled,
  SPTE_TDP_AD_WRPROT_ONLY: ({ masks }) => masks.adWrprotOnly,
  SPTE_SPECIAL_MASK: ({ masks }) => masks.adType,
  shadow_acc_track_value: ({ masks }) => masks.adDisabled,
  SPTE_HOST_WRITEABLE: ({ masks }) => masks.hostWritable,
  SPTE_MMU_WRITEABLE: ({ masks }) => masks.mmuWritable,
  SHADOW_ACC_TRACK_SAVED_BITS_MASK: ({ constants }) => constants.SHADOW_ACC_TRACK_SAVED_BITS_MASK,
  SHADOW_ACC_TRACK_SAVED_BITS_SHIFT: ({ constants }) => constants.SHADOW_ACC_TRACK_SAVED_BITS_SHIFT,
  shadow_acc_track_saved_bits_mask: ({ constants }) => constants.SHADOW_ACC_TRACK_SAVED_BITS_MASK,
  shadow_acc_track_saved_bits_shift: ({ constants }) => constants.SHADOW_ACC_TRACK_SAVED_BITS_SHIFT,
  SPTE_BASE_ADDR_MASK: ({ masks }) => masks.baseAddr,
  PT64_BASE_ADDR_MASK: ({ masks }) => masks.baseAddr,
  FROZEN_SPTE: ({ constants }) => constants.FROZEN_SPTE,
  SHADOW_NONPRESENT_VALUE: ({ constants }) => constants.SHADOW_NONPRESENT_VALUE,
  SHADOW_NONPRESENT_OR_RSVD_MASK_LEN: ({ constants }) =>
    constants.SHADOW_NONPRESENT_OR_RSVD_MASK_LEN,
  MMIO_SPTE_GEN_LOW_MASK: ({ mmioGen }) => maskOf(mmioGen.fields, 'mmioGenLow'),
  MMIO_SPTE_GEN_HIGH_MASK: ({ mmioGen }) => maskOf(mmioGen.fields, 'mmioGenHigh'),
  MMIO_SPTE_GEN_MASK: ({ mmioGen }) => 2 ** mmioGen.genBits - 1,
  MMIO_GEN_MASK: ({ mmioGen }) => 2 ** mmioGen.genBits - 1,
  shadow_host_writable_mask: ({ masks }) => masks.hostWritable,
  shadow_mmu_writable_mask: ({ masks }) => masks.mmuWritable,
  shadow_nx_mask: ({ masks }) => masks.noExecute,
  shadow_x_mask: ({ masks }) => masks.executable,
  shadow_xs_mask: ({ masks }) => masks.executableByExec,
  shadow_xu_mask: ({ masks }) => masks.executableByUser,
  shadow_user_mask: ({ masks }) => masks.user,
  shadow_accessed_mask: ({ masks }) => masks.accessed,
  shadow_dirty_mask: ({ masks }) => masks.dirty,
  shadow_present_mask: ({ masks }) => masks.present,
  shadow_acc_track_mask: ({ masks }) => masks.accTrack,
  shadow_memtype_mask: ({ masks }) => unionOf(masks.memtype, masks.ignorePat),
  shadow_mmio_value: ({ masks }) => masks.mmioValue,
  shadow_mmio_mask: ({ masks }) => masks.mmioMask,
  shadow_mmio_access_mask: ({ masks }) => masks.mmioAccess,
  shadow_nonpresent_or_rsvd_mask: ({ masks }) => masks.nonpresentOrRsvd,
  shadow_nonpresent_or_rsvd_lower_gfn_mask: ({ masks }) => masks.nonpresentOrRsvdLowerGfn,
  enable_mmio_caching: ({ mmioCaching }) => Number(mmioCaching),
  kvm_ad_enabled: (layout) => Number(kvmAdEnabled(layout)),
  'kvm_ad_enabled()': (layout) => Number(kvmAdEnabled(layout)),
  PT_WRITABLE_MASK: ({ masks }) => masks.writable,
  PT_PRESENT_MASK: ({ masks }) => masks.readable,
  PT_PAGE_SIZE_MASK: ({ masks }) => masks.pageSize,
  ACC_READ_MASK: ({ acc }) => acc.ACC_READ_MASK,
  ACC_WRITE_MASK: ({ acc }) => acc.ACC_WRITE_MASK,
  ACC_USER_MASK: ({ acc }) => acc.ACC_USER_MASK,
  ACC_USER_EXEC_MASK: ({ acc }) => acc.ACC_USER_MASK,
  ACC_EXEC_MASK: ({ acc }) => acc.ACC_EXEC_MASK,
  ACC_ALL: ({ acc }) => acc.ACC_ALL,
  'shadow_zero_check.bad_mt_xwr': ({ shadowZeroCheck }) => shadowZeroCheck.badMtXwr,
};

/**
 * The manuals' bits, which no kernel moves; how a kernel shifts what its masks say already; memory
 * encryption, which is not modelled.
 */
const LEFT_OUT =
  /^(VMX_EPT_|PT64_NX|PT_(USER|ACCESSED|DIRTY)_MASK|PT(64)?_.*AVAIL_BITS_SHIFT|MMIO_(SPTE_)?GEN_.*(SHIFT|BITS)|MMIO_GEN_LOW_MASK|SPTE_TDP_AD_SHIFT|shadow_me_)/;

function valueOf(layout: SpteLayout, name: string): Word64 | number | undefined {
  const reserved = /^shadow_zero_check\.rsvd_bits_mask\[([01])\]\[([0-3])\]$/.exec(name);
  if (reserved === null) return NAMES[name]?.(layout);
  const [, large, level] = reserved;
  return layout.shadowZeroCheck.rsvdBitsMask[large === '1' ? 1 : 0][Number(level)];
}

describe('the numbers of each kernel on each CPU', () => {
  it.each(GOLDEN_FILES)('[SPTE-2] %s', (file) => {
    const json = golden(file);
    const parsed = parseVectorFile(json);
    if (!parsed.ok) throw new Error('the golden file is good');
    const layout = layoutFor(json.version as KernelVersion, parsed.value.params);
    if (layout === undefined) throw new Error('the kernel is modelled');
    const compared = Object.entries(json.constants).filter(([name]) => !LEFT_OUT.test(name));
    expect(compared.length).toBeGreaterThan(20);
    for (const [name, expected] of compared) {
      const value = valueOf(layout, name);
      expect(value, name).toBeDefined();
      const word = typeof value === 'number' ? word64Of(BigInt(value)) : value;
      expect(word === undefined ? '' : hex64(word), name).toBe(expected);
    }
  });
});
