/**
 * The masks of a layout, out of a kernel's format and a CPU.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c kvm_mmu_set_ept_masks() kvm_mmu_reset_all_pte_masks()
 */
import { assert } from '../../base/assert.ts';
import { MutableWord64, ZERO64, type Word64 } from '../../base/word64.ts';
import {
  bit,
  bits,
  fieldNamed,
  maskOf,
  orFieldValue,
  rangeMask,
  unionOf,
  type BitField,
} from './bit-field.ts';
import { VMX_EPT_MISCONFIG_WX_VALUE, VMX_EPT_RWX_MASK } from './ept-misconfig.ts';
import type { KernelFormat } from './kernel-format.ts';
import { PHYSICAL_BITS_MAX, type LayoutConfig, type SpteMasks } from './spte-layout.ts';

export const SHADOW_NONPRESENT_OR_RSVD_MASK_LEN = 5;

export function masksFor(
  format: KernelFormat,
  config: LayoutConfig,
  table: readonly BitField[],
): SpteMasks {
  return {
    ...fieldMasks(table),
    ...permissionMasks(format, config, table),
    ...adMasks(format, config, table),
    locklesslyWritable: locklesslyWritable(format, table),
    savedBits: shiftedLeft(format.savedBits.mask, format.savedBits.shift),
    ...mmioMasks(format, config, table),
    ...nonpresentMasks(config),
  };
}

function fieldMasks(table: readonly BitField[]) {
  return {
    readable: bit(0),
    writable: maskOf(table, 'writable'),
    noExecute: maskOf(table, 'noExecute'),
    pageSize: maskOf(table, 'pageSize'),
    mmuPresent: maskOf(table, 'mmuPresent'),
    hostWritable: maskOf(table, 'hostWritable'),
    mmuWritable: maskOf(table, 'mmuWritable'),
    memtype: maskOf(table, 'memtype'),
    ignorePat: maskOf(table, 'ignorePat'),
    baseAddr: maskOf(table, 'pfn'),
    suppressVe: maskOf(table, 'suppressVe'),
  };
}

function locklesslyWritable({ rules }: KernelFormat, table: readonly BitField[]): Word64 {
  const mmuWritable = maskOf(table, 'mmuWritable');
  if (rules.locklesslyWritable === 'mmu-writable') return mmuWritable;
  return unionOf(maskOf(table, 'hostWritable'), mmuWritable);
}

function permissionMasks({ acc }: KernelFormat, config: LayoutConfig, table: readonly BitField[]) {
  const readable = maskOf(table, 'readable');
  const executableByExec = maskOf(table, 'executable');
  const executableByUser = maskOf(table, 'userExecutable');
  const executable = unionOf(executableByExec, executableByUser);
  const execution = { executable, executableByExec, executableByUser };
  if (config.vendor === 'npt') {
    const user = maskOf(table, 'user');
    return { ...execution, user, present: readable, accTrack: ZERO64 };
  }
  const execOnly = config.execOnly ? ZERO64 : readable;
  return {
    ...execution,
    // EPT knows no users: the bit stands for reading until reading has a bit of its own.
    user: acc.ACC_READ_MASK === 0 ? readable : ZERO64,
    present: unionOf(execOnly, maskOf(table, 'suppressVe')),
    accTrack: unionOf(readable, maskOf(table, 'writable'), executable),
  };
}

function adMasks(format: KernelFormat, config: LayoutConfig, table: readonly BitField[]) {
  const adTypeField = fieldNamed(table, 'adType') ?? fieldNamed(table, 'special');
  const inUse = config.vendor === 'npt' || config.adBits || format.rules.softwareAd;
  return {
    accessed: inUse ? maskOf(table, 'accessed') : ZERO64,
    dirty: inUse ? maskOf(table, 'dirty') : ZERO64,
    adType: adTypeField === undefined ? ZERO64 : rangeMask(adTypeField),
    adDisabled: adTypeValue(adTypeField, format.adTypes.disabled),
    adWrprotOnly: adTypeValue(adTypeField, format.adTypes.wrprotOnly),
  };
}

function adTypeValue(field: BitField | undefined, type: number): Word64 {
  const value = new MutableWord64();
  if (field !== undefined) orFieldValue(value, field, type);
  return { lo: value.lo, hi: value.hi };
}

/**
 * EPT has a combination of permissions that no CPU accepts; NPT needs a physical address bit the CPU
 * does not have, and goes without when there is none.
 */
function mmioMasks(format: KernelFormat, config: LayoutConfig, table: readonly BitField[]) {
  const special = maskOf(table, 'special');
  const vendor = config.vendor === 'ept' ? eptMmio(table) : nptMmio(config);
  const mmioMask = unionOf(vendor.mask, special);
  return {
    mmioMask,
    mmioValue: unionOf(vendor.value, special),
    mmioAccess: mmioAccess(format, config, mmioMask),
  };
}

function eptMmio(table: readonly BitField[]) {
  return {
    mask: unionOf({ lo: VMX_EPT_RWX_MASK, hi: 0 }, maskOf(table, 'suppressVe')),
    value: { lo: VMX_EPT_MISCONFIG_WX_VALUE, hi: 0 },
  };
}

function nptMmio({ maxphyaddr }: LayoutConfig) {
  const value = maxphyaddr < PHYSICAL_BITS_MAX ? unionOf(bit(51), bit(0)) : ZERO64;
  return { mask: value, value };
}

function mmioAccess(
  { acc, mmio }: KernelFormat,
  { vendor }: LayoutConfig,
  mmioMask: Word64,
): Word64 {
  if (mmio.accessIn === 'low-three-bits') return { lo: (7 & ~mmioMask.lo) >>> 0, hi: 0 };
  return vendor === 'ept' ? ZERO64 : { lo: acc.ACC_WRITE_MASK | acc.ACC_USER_MASK, hi: 0 };
}

/**
 * Against L1TF, the top five address bits of a non-present SPTE are ones, so that it names no cached
 * memory, and the address bits that were there move up by five.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c kvm_mmu_reset_all_pte_masks()
 */
function nonpresentMasks({ l1tf, maxphyaddr }: LayoutConfig) {
  // At 48 bits and more there is no room to move the address up to, and KVM goes without.
  const mitigated = l1tf && maxphyaddr < PHYSICAL_BITS_MAX - SHADOW_NONPRESENT_OR_RSVD_MASK_LEN;
  const low = mitigated ? maxphyaddr - SHADOW_NONPRESENT_OR_RSVD_MASK_LEN : maxphyaddr;
  return {
    nonpresentOrRsvd: mitigated ? bits(low, maxphyaddr - 1) : ZERO64,
    nonpresentOrRsvdLowerGfn: bits(12, low - 1),
  };
}

function shiftedLeft(word: Word64, shift: number): Word64 {
  assert(word.hi === 0 && shift >= 32, 'saved permissions move from the low half to the high half');
  return { lo: 0, hi: (word.lo << (shift - 32)) >>> 0 };
}
