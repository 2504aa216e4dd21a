/**
 * A layout out of a kernel's format and a CPU: the work kvm_mmu_reset_all_pte_masks() and
 * kvm_mmu_set_ept_masks() do when the module loads.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c kvm_mmu_set_ept_masks()
 */
import { assert, present } from '../../base/assert.ts';
import { MutableWord64, ZERO64, isZero } from '../../base/word64.ts';
import { maskOf, orFieldValue, type BitField } from './bit-field.ts';
import { SHADOW_NONPRESENT_OR_RSVD_MASK_LEN, masksFor } from './build-masks.ts';
import type { KernelFormat } from './kernel-format.ts';
import { mmioFieldsFor } from './mmio-fields.ts';
import { shadowZeroCheck } from './shadow-zero-check.ts';
import {
  PHYSICAL_BITS_MAX,
  type LayoutConfig,
  type SpteConstants,
  type SpteLayout,
  type SpteMasks,
} from './spte-layout.ts';

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
    fields: withPhysicalAddress(withAdBits(table, masks, config), config.maxphyaddr),
    mmioFields: mmioFieldsFor(format, config, masks),
    masks,
    constants: constantsFor(format, table),
    acc: format.acc,
    mmioGen: {
      fields: format.mmio.genFields,
      firstBit: format.mmio.firstGenBit,
      genBits: format.mmio.genBits,
      stray: format.mmio.strayGenBit,
      inProgress: format.mmio.genInProgress,
    },
    mmioCaching: !isZero(masks.mmioValue),
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

/** A and D as this CPU and this kernel have them: the CPU's, KVM's own, or nobody's. */
function withAdBits(
  table: readonly BitField[],
  masks: SpteMasks,
  { adBits, vendor }: LayoutConfig,
): readonly BitField[] {
  if (vendor === 'npt' || adBits) return table;
  if (isZero(masks.accessed)) return table.filter(({ kind }) => kind !== 'ad');
  return table.map((field) => (field.kind === 'ad' ? softwareAdField(field) : field));
}

function softwareAdField({ volatileBy: _cpu, ...field }: BitField): BitField {
  const meaning =
    field.name === 'accessed'
      ? "Not aged since it was made or accessed: KVM's own note, the CPU does not look at it."
      : "Made with W: KVM's own note, the CPU does not look at it.";
  return { ...field, meaning };
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
