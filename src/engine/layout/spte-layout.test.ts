import { describe, expect, it } from 'vitest';
import { hex64 } from '../../base/word64.ts';
import { unionOf } from './bit-field.ts';
import { EPT_AD_46, LAYOUTS, findLayout, layoutFor, layoutOf } from './registry.ts';
import type { LayoutConfig, SpteLayout } from './spte-layout.ts';

/** The second statement of the masks: numbers the two kernels print, on the five kinds of CPU. */
const EPT_AD = {
  shadow_host_writable_mask: '0x200000000000000',
  shadow_mmu_writable_mask: '0x400000000000000',
  shadow_nx_mask: '0x0',
  shadow_x_mask: '0x4',
  shadow_user_mask: '0x1',
  shadow_accessed_mask: '0x100',
  shadow_dirty_mask: '0x200',
  shadow_present_mask: '0x0',
  shadow_acc_track_mask: '0x7',
  shadow_mmio_value: '0x6',
  shadow_mmio_mask: '0x7',
  shadow_mmio_access_mask: '0x0',
  shadow_nonpresent_or_rsvd_mask: '0x3e0000000000',
  shadow_nonpresent_or_rsvd_lower_gfn_mask: '0x1fffffff000',
  rsvd_bits_mask: [
    ['0xfc00000000000', '0xfc00000000078', '0xfc00000000078', '0xfc000000000f8'],
    ['0xfc00000000000', '0xfc000001ff000', '0xfc0003ffff000', '0xfc000000000f8'],
  ],
  bad_mt_xwr: '0xff545454ffff5454',
};

const NPT_48 = {
  shadow_host_writable_mask: '0x200',
  shadow_mmu_writable_mask: '0x400',
  shadow_nx_mask: '0x8000000000000000',
  shadow_x_mask: '0x0',
  shadow_user_mask: '0x4',
  shadow_accessed_mask: '0x20',
  shadow_dirty_mask: '0x40',
  shadow_present_mask: '0x1',
  shadow_acc_track_mask: '0x0',
  shadow_mmio_value: '0x8000000000001',
  shadow_mmio_mask: '0x8000000000001',
  shadow_mmio_access_mask: '0x6',
  shadow_nonpresent_or_rsvd_mask: '0x0',
  shadow_nonpresent_or_rsvd_lower_gfn_mask: '0xfffffffff000',
  rsvd_bits_mask: [
    ['0xf000000000000', '0xf000000000000', '0xf000000000000', '0xf000000000180'],
    ['0xf000000000000', '0xf0000001fe000', '0xf00003fffe000', '0xf000000000180'],
  ],
  bad_mt_xwr: '0x0',
};

interface CpuCase {
  readonly name: string;
  readonly config: LayoutConfig;
  readonly expected: typeof EPT_AD;
}

const CPUS: readonly CpuCase[] = [
  { name: 'EPT, 46 bits', config: EPT_AD_46, expected: EPT_AD },
  {
    name: 'EPT, 52 bits, no L1TF',
    config: { ...EPT_AD_46, maxphyaddr: 52, l1tf: false },
    expected: {
      ...EPT_AD,
      shadow_nonpresent_or_rsvd_mask: '0x0',
      shadow_nonpresent_or_rsvd_lower_gfn_mask: '0xffffffffff000',
      rsvd_bits_mask: [
        ['0x0', '0x78', '0x78', '0xf8'],
        ['0x0', '0x1ff000', '0x3ffff000', '0xf8'],
      ],
    },
  },
  {
    name: 'EPT without A/D bits',
    config: { ...EPT_AD_46, adBits: false },
    expected: { ...EPT_AD, shadow_accessed_mask: '0x0', shadow_dirty_mask: '0x0' },
  },
  {
    name: 'EPT without exec-only',
    config: { ...EPT_AD_46, execOnly: false },
    expected: { ...EPT_AD, shadow_present_mask: '0x1' },
  },
  {
    name: 'NPT, 48 bits',
    config: { ...EPT_AD_46, vendor: 'npt', maxphyaddr: 48, l1tf: false },
    expected: NPT_48,
  },
  {
    name: 'NPT, 52 bits',
    config: { ...EPT_AD_46, vendor: 'npt', maxphyaddr: 52, l1tf: false },
    expected: {
      ...NPT_48,
      shadow_mmio_value: '0x0',
      shadow_mmio_mask: '0x0',
      shadow_nonpresent_or_rsvd_lower_gfn_mask: '0xffffffffff000',
      rsvd_bits_mask: [
        ['0x0', '0x0', '0x0', '0x180'],
        ['0x0', '0x1fe000', '0x3fffe000', '0x180'],
      ],
    },
  },
];

function kernelNumbers({ masks, shadowZeroCheck }: SpteLayout): typeof EPT_AD {
  return {
    shadow_host_writable_mask: hex64(masks.hostWritable),
    shadow_mmu_writable_mask: hex64(masks.mmuWritable),
    shadow_nx_mask: hex64(masks.noExecute),
    shadow_x_mask: hex64(masks.executable),
    shadow_user_mask: hex64(masks.user),
    shadow_accessed_mask: hex64(masks.accessed),
    shadow_dirty_mask: hex64(masks.dirty),
    shadow_present_mask: hex64(masks.present),
    shadow_acc_track_mask: hex64(masks.accTrack),
    shadow_mmio_value: hex64(masks.mmioValue),
    shadow_mmio_mask: hex64(masks.mmioMask),
    shadow_mmio_access_mask: hex64(masks.mmioAccess),
    shadow_nonpresent_or_rsvd_mask: hex64(masks.nonpresentOrRsvd),
    shadow_nonpresent_or_rsvd_lower_gfn_mask: hex64(masks.nonpresentOrRsvdLowerGfn),
    rsvd_bits_mask: shadowZeroCheck.rsvdBitsMask.map((byLevel) => byLevel.map(hex64)),
    bad_mt_xwr: hex64(shadowZeroCheck.badMtXwr),
  };
}

describe.each(['v5.18pre', 'v5.19'] as const)('layouts of %s', (kernel) => {
  it.each(CPUS)('[SPTE-2] $name: masks are the numbers of the kernel', ({ config, expected }) => {
    const layout = layoutFor(kernel, config);
    expect(layout).toBeDefined();
    if (layout !== undefined) expect(kernelNumbers(layout)).toEqual(expected);
  });

  it('[SPTE-2] what no CPU changes', () => {
    const { constants, masks } = layoutOf(`${kernel}/ept-ad-46`);
    expect(hex64(masks.mmuPresent)).toBe('0x800');
    expect(hex64(masks.writable)).toBe('0x2');
    expect(hex64(masks.pageSize)).toBe('0x80');
    expect(hex64(masks.baseAddr)).toBe('0xffffffffff000');
    expect(hex64(masks.adType)).toBe('0x30000000000000');
    expect(hex64(masks.adDisabled)).toBe('0x10000000000000');
    expect(hex64(masks.adWrprotOnly)).toBe('0x20000000000000');
    expect(hex64(masks.savedBits)).toBe('0x140000000000000');
    expect(hex64(unionOf(masks.memtype, masks.ignorePat))).toBe('0x78');
    expect(hex64(constants.FROZEN_SPTE)).toBe('0x5a0');
    expect(hex64(constants.SHADOW_NONPRESENT_VALUE)).toBe('0x0');
    expect(hex64(constants.memtypeRam)).toBe('0x70');
  });
});

describe('registry', () => {
  it('names layouts by kernel and CPU', () => {
    const cpus = ['ept-ad-46', 'ept-noad-46', 'ept-ad-pml-46', 'npt-48'];
    const kernels = ['v4.15', 'v5.18pre', 'v5.19', 'v6.12', 'v6.17', 'v7.2'];
    const ids = kernels.flatMap((kernel) => cpus.map((cpu) => `${kernel}/${cpu}`));
    // v4.15 has no SPTEs of the write-protect type, so PML makes no difference there.
    const named = ids.filter((id) => id !== 'v4.15/ept-ad-pml-46');
    expect(LAYOUTS.map(({ id }) => id)).toEqual(named);
    expect(new Set(LAYOUTS.map(({ title }) => title)).size).toBe(named.length);
    expect(findLayout('v9.99/ept-ad-46')).toBeUndefined();
    expect(() => layoutOf('v9.99/ept-ad-46')).toThrow('v9.99/ept-ad-46');
  });

  it('names differ where CPUs differ', () => {
    const ids = CPUS.map(({ config }) => layoutFor('v5.19', config)?.id);
    expect(new Set(ids).size).toBe(CPUS.length);
  });

  it('[SPTE-1] the address ends where the CPU says', () => {
    const { fields } = layoutOf('v5.19/ept-ad-46');
    expect(fields.find(({ name }) => name === 'pfn')).toMatchObject({ shift: 12, width: 34 });
    expect(fields.find(({ name }) => name === 'reservedAddress')).toMatchObject({
      shift: 46,
      width: 6,
    });
  });
});
