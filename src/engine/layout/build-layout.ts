/**
 * A layout out of a kernel's format and a CPU: the work kvm_mmu_reset_all_pte_masks() and
 * kvm_mmu_set_ept_masks() do when the module loads.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c kvm_mmu_set_ept_masks()
 */
import { assert, present } from '../../base/assert.ts';
import { MutableWord64, ZERO64, type Word64 } from '../../base/word64.ts';
import { bit, bits, maskOf, orFieldValue, unionOf, type BitField } from './bit-field.ts';
import type { KernelFormat } from './kernel-format.ts';
import { mmioFieldsFor } from './mmio-fields.ts';
import { shadowZeroCheck } from './shadow-zero-check.ts';
import type { LayoutConfig, SpteConstants, SpteLayout, SpteMasks } from './spte-layout.ts';

const PHYSICAL_BITS_MAX = 52;
const SHADOW_NONPRESENT_OR_RSVD_MASK_LEN = 5;
/** Low three bits of an EPT entry that no CPU accepts: writable and executable, not readable. */
const VMX_EPT_MISCONFIG_WX_VALUE = 6;
const VMX_EPT_RWX_MASK = 7;
const MEMTYPE_WRITE_BACK = 6;

export function buildLayout(format: KernelFormat, config: LayoutConfig): SpteLayout {
  assert(
    config.maxphyaddr > 32 && config.maxphyaddr <= PHYSICAL_BITS_MAX,
    'a plausible MAXPHYADDR',
  );
  const table = present(
    format.fields[config.vendor],
    'the kernel format has fields for the vendor',
  );
  const masks = masksFor(format, config, table);
  return {
    id: layoutId(format, config),
    title: layoutTitle(format, config),
    kernel: format.kernel,
    vendor: config.vendor,
    config,
    fields: withPhysicalAddress(table, config.maxphyaddr),
    mmioFields: mmioFieldsFor(format, config, masks),
    masks,
    constants: constantsFor(format, table),
    acc: format.acc,
    mmioGen: {
      fields: format.mmio.genFields,
      firstBit: format.mmio.firstGenBit,
      genBits: format.mmio.genBits,
    },
    mmioCaching: masks.mmioValue.lo !== 0 || masks.mmioValue.hi !== 0,
    shadowZeroCheck: shadowZeroCheck(config),
    rules: format.rules,
  };
}

/** `v5.19/ept-ad-46`; what differs from the usual CPU is spelled out after it. */
function layoutId(format: KernelFormat, config: LayoutConfig): string {
  return `${format.kernel}/${[...configWords(config)].join('-')}`;
}

function* configWords(config: LayoutConfig): Generator<string> {
  yield config.vendor;
  if (config.vendor === 'ept') {
    yield config.adBits ? 'ad' : 'noad';
    if (config.pml) yield 'pml';
    if (!config.execOnly) yield 'noxo';
  }
  yield String(config.maxphyaddr);
  const usualL1tf = config.vendor === 'ept' && config.maxphyaddr < PHYSICAL_BITS_MAX;
  if (config.l1tf !== usualL1tf) yield config.l1tf ? 'l1tf' : 'nol1tf';
}

function layoutTitle(format: KernelFormat, config: LayoutConfig): string {
  const paging = config.vendor === 'ept' ? 'Intel EPT' : 'AMD NPT';
  const ad = config.adBits ? 'A/D bits' : 'no A/D bits';
  const pml = config.pml ? ', PML' : '';
  return `${format.title}: ${paging}, ${ad}${pml}, ${config.maxphyaddr} physical address bits`;
}

/** The address field, cut where this CPU's physical addresses end. */
function withPhysicalAddress(table: readonly BitField[], maxphyaddr: number): readonly BitField[] {
  return table.flatMap((field) => {
    if (field.name !== 'pfn' || maxphyaddr === PHYSICAL_BITS_MAX) return [field];
    return [{ ...field, width: maxphyaddr - field.shift }, reservedAddress(maxphyaddr)];
  });
}

function reservedAddress(maxphyaddr: number): BitField {
  return {
    name: 'reservedAddress',
    label: 'RSV',
    shift: maxphyaddr,
    width: PHYSICAL_BITS_MAX - maxphyaddr,
    kind: 'reserved',
    appliesTo: 'both',
    meaning: `Zero in a present SPTE: this CPU has ${maxphyaddr} physical address bits.`,
  };
}

function constantsFor(format: KernelFormat, table: readonly BitField[]): SpteConstants {
  const memtype = table.find((field) => field.name === 'memtype');
  const memtypeRam = new MutableWord64();
  if (memtype !== undefined) {
    orFieldValue(memtypeRam, memtype, MEMTYPE_WRITE_BACK);
    memtypeRam.or(maskOf(table, 'ignorePat'));
  }
  return {
    FROZEN_SPTE: format.frozen,
    SHADOW_NONPRESENT_VALUE: format.nonpresentValue,
    SHADOW_ACC_TRACK_SAVED_BITS_MASK: format.savedBits.mask,
    SHADOW_ACC_TRACK_SAVED_BITS_SHIFT: format.savedBits.shift,
    SHADOW_NONPRESENT_OR_RSVD_MASK_LEN,
    memtypeRam: { lo: memtypeRam.lo, hi: memtypeRam.hi },
    // Uncached is memory type 0, and host MMIO honours nobody's PAT anyway.
    memtypeMmio: ZERO64,
  };
}

function masksFor(
  format: KernelFormat,
  config: LayoutConfig,
  table: readonly BitField[],
): SpteMasks {
  return {
    ...fieldMasks(table),
    ...permissionMasks(config, table),
    ...adMasks(format, config, table),
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
    locklesslyWritable: maskOf(table, 'mmuWritable'),
    adType: maskOf(table, 'adType'),
    memtype: maskOf(table, 'memtype'),
    ignorePat: maskOf(table, 'ignorePat'),
    baseAddr: maskOf(table, 'pfn'),
  };
}

function permissionMasks(config: LayoutConfig, table: readonly BitField[]) {
  const executable = unionOf(maskOf(table, 'executable'), maskOf(table, 'userExecutable'));
  const readable = maskOf(table, 'readable');
  if (config.vendor === 'npt') {
    return { user: maskOf(table, 'user'), executable, present: readable, accTrack: ZERO64 };
  }
  return {
    user: readable,
    executable,
    present: unionOf(config.execOnly ? ZERO64 : readable, maskOf(table, 'suppressVe')),
    accTrack: unionOf(readable, maskOf(table, 'writable'), executable),
  };
}

function adMasks(format: KernelFormat, config: LayoutConfig, table: readonly BitField[]) {
  const inUse = config.vendor === 'npt' || config.adBits || format.rules.softwareAd;
  return {
    accessed: inUse ? maskOf(table, 'accessed') : ZERO64,
    dirty: inUse ? maskOf(table, 'dirty') : ZERO64,
    adDisabled: adTypeValue(table, format.adTypes.disabled),
    adWrprotOnly: adTypeValue(table, format.adTypes.wrprotOnly),
  };
}

function adTypeValue(table: readonly BitField[], type: number): Word64 {
  const field = table.find(({ name }) => name === 'adType');
  const value = new MutableWord64();
  if (field !== undefined) orFieldValue(value, field, type);
  return { lo: value.lo, hi: value.hi };
}

/**
 * EPT has a combination of permissions that no CPU accepts; NPT needs a physical address bit the CPU
 * does not have, and goes without when there is none.
 */
function mmioMasks(format: KernelFormat, config: LayoutConfig, table: readonly BitField[]) {
  if (config.vendor === 'ept') {
    const mmioMask = unionOf({ lo: VMX_EPT_RWX_MASK, hi: 0 }, maskOf(table, 'suppressVe'));
    return { mmioMask, mmioValue: { lo: VMX_EPT_MISCONFIG_WX_VALUE, hi: 0 }, mmioAccess: ZERO64 };
  }
  const value = config.maxphyaddr < PHYSICAL_BITS_MAX ? unionOf(bit(51), bit(0)) : ZERO64;
  const access = format.acc.ACC_WRITE_MASK | format.acc.ACC_USER_MASK;
  return { mmioMask: value, mmioValue: value, mmioAccess: { lo: access, hi: 0 } };
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
