/** The format of MMIO SPTEs as a table, for views: it depends on the CPU as much as on the kernel. */
import { hasAny, isZero } from '../../base/word64.ts';
import { rangeMask, type BitField } from './bit-field.ts';
import type { KernelFormat } from './kernel-format.ts';
import type { LayoutConfig, SpteMasks } from './spte-layout.ts';

const NPT_ACCESS: BitField = {
  name: 'mmioAccess',
  label: 'ACC',
  shift: 1,
  width: 2,
  kind: 'permission',
  appliesTo: 'leaf',
  kernelName: 'shadow_mmio_access_mask',
  meaning: 'What the guest may do with the device page: write, user access.',
};

const NPT_TAG: BitField = {
  name: 'mmioTag',
  label: 'TAG',
  shift: 51,
  width: 1,
  kind: 'type',
  appliesTo: 'leaf',
  kernelName: 'shadow_mmio_value',
  meaning:
    'An address bit the CPU does not have: every access exits to KVM with a reserved-bit fault.',
};

const SPECIAL: BitField = {
  name: 'special',
  label: 'SP',
  shift: 62,
  width: 1,
  kind: 'type',
  appliesTo: 'leaf',
  kernelName: 'SPTE_SPECIAL_MASK',
  meaning: 'Not an SPTE of a page: together with the value beside it, an MMIO SPTE.',
};

function mmioValueField(width: number): BitField {
  return {
    name: 'mmioValue',
    label: 'IO',
    shift: 0,
    width,
    kind: 'type',
    appliesTo: 'leaf',
    kernelName: 'shadow_mmio_value',
    meaning:
      width === 1
        ? 'Present, so that the CPU looks at the reserved address bit at all.'
        : 'Writable but not readable: no CPU accepts that, so every access exits to KVM.',
  };
}

export function mmioFieldsFor(
  format: KernelFormat,
  config: LayoutConfig,
  masks: SpteMasks,
): readonly BitField[] {
  if (isZero(masks.mmioValue)) return [];
  const type =
    config.vendor === 'ept'
      ? [mmioValueField(3), SPECIAL]
      : [mmioValueField(1), NPT_ACCESS, NPT_TAG, SPECIAL];
  const used = type.filter((field) => field === NPT_ACCESS || isTested(masks, field));
  return [...used, ...format.mmio.genFields, ...gfnFields(config, masks)];
}

/** Bits that some kernel or CPU doesn't use to tell an MMIO SPTE are free, or part of the address. */
function isTested({ mmioMask }: SpteMasks, field: BitField): boolean {
  return hasAny(mmioMask, rangeMask(field));
}

/** In one piece, or, against L1TF, around five forced ones. */
function gfnFields({ maxphyaddr }: LayoutConfig, masks: SpteMasks): readonly BitField[] {
  const forced = masks.nonpresentOrRsvd;
  const mitigated = forced.lo !== 0 || forced.hi !== 0;
  if (!mitigated) return [gfnField({ name: 'mmioGfn', shift: 12, width: maxphyaddr - 12 })];
  const first = maxphyaddr - 5;
  return [
    gfnField({ name: 'mmioGfn', shift: 12, width: first - 12 }),
    {
      name: 'mmioGfnForced',
      label: 'L1TF',
      shift: first,
      width: 5,
      kind: 'reserved',
      appliesTo: 'leaf',
      kernelName: 'shadow_nonpresent_or_rsvd_mask',
      meaning: 'All ones, so that a CPU with the L1TF bug is led to memory that is not there.',
    },
    gfnField({ name: 'mmioGfnMoved', shift: maxphyaddr, width: 5 }),
  ];
}

interface GfnPart {
  readonly name: 'mmioGfn' | 'mmioGfnMoved';
  readonly shift: number;
  readonly width: number;
}

function gfnField({ name, shift, width }: GfnPart): BitField {
  const moved = name === 'mmioGfnMoved';
  return {
    name,
    label: moved ? 'GF+' : 'GFN',
    shift,
    width,
    kind: 'pfn',
    appliesTo: 'leaf',
    meaning: moved
      ? 'The top five bits of the guest frame number, moved out of the way of the forced ones.'
      : 'The guest frame number that has no memory behind it.',
  };
}
