/**
 * What an SPTE looks like, and which rules about its bits hold, for one kernel on one CPU. Every
 * difference between kernels and CPUs is a value in here; no predicate asks for a version.
 *
 * The masks carry the kernel's meaning (`shadow_*_mask`), so an NPT layout has an empty `accTrack`
 * and an EPT layout an empty `noExecute`, and the same code is right for both.
 */
import type { Word64 } from '../../base/word64.ts';
import type { BitField } from './bit-field.ts';

/** `v5.18pre` is v5.19 without the three commits of April 2022: the state just before them. */
export type KernelVersion = 'v4.15' | 'v5.18pre' | 'v5.19' | 'v6.12' | 'v6.17' | 'v7.2';

export type Vendor = 'ept' | 'npt';

/** No x86 CPU has more physical address bits. */
export const PHYSICAL_BITS_MAX = 52;

/** The CPU, and how KVM was loaded on it. */
export interface LayoutConfig {
  readonly vendor: Vendor;
  readonly maxphyaddr: number;
  /** The CPU has the L1TF bug: addresses in non-present SPTEs must point nowhere. */
  readonly l1tf: boolean;
  /** The CPU can execute without reading (EPT); meaningless for NPT. */
  readonly execOnly: boolean;
  /** EPT Accessed and Dirty bits are in use; always true for NPT. */
  readonly adBits: boolean;
  /** Page-modification logging is in use. */
  readonly pml: boolean;
}

/**
 * Which bits of a present leaf somebody may change without mmu_lock:
 * v5.17 - any host- and MMU-writable SPTE counts, even when W is set already;
 * v5.18 - W may appear, access tracking may be undone, A and D may appear;
 * v6.15 - as v5.18, but A alone is not worth an atomic, and every A/D-disabled SPTE is (lockless aging).
 */
export type VolatileRule = 'v5.17' | 'v5.18' | 'v6.15';

/** How a TDP MMU writer that holds mmu_lock for write stores an SPTE. */
export type TdpWriteRule = 'plain' | 'xchg';

/** Over which old SPTEs that let writes through make_spte() skips the write-tracking check. */
export type MakeSpteShortcut = 'any-old-value' | 'last-level-old-value' | 'never';

/**
 * Under the NX-huge-page mitigation, is a 4K page out of a split large one made executable:
 * always; if its table's role has any right to execute; or by each of the role's execute bits, which
 * also takes away what the role does not have.
 */
export type SplitExecutable = 'always' | 'if-role-allows' | 'as-role-says';

export interface SpteRules {
  readonly volatile: VolatileRule;
  /** What tells a present SPTE: a bit of its own, or being neither empty nor an MMIO SPTE. */
  readonly present: 'mmu-present-bit' | 'nonzero-not-mmio';
  /** There is a value for entries of a table that is being torn down. */
  readonly freezes: boolean;
  /** Which bits must be set for the fast page fault to be allowed to set W. */
  readonly locklesslyWritable: 'mmu-writable' | 'host-and-mmu-writable';
  readonly makeSpteShortcut: MakeSpteShortcut;
  /** W never comes without Dirty, shortcut or not (cc7ed3358e41). */
  readonly dirtyWithWrite: boolean;
  /** Which updates of a present leaf flush at once: up to v6.12, and since; see flush-rule.ts. */
  readonly flush: 'old' | 'new';
  readonly splitExecutable: SplitExecutable;
  /** KVM keeps Accessed and Dirty itself, in the same bits, where the CPU does not. */
  readonly softwareAd: boolean;
  /** A prefetch that only synchronizes an existing mapping leaves it accessed. */
  readonly synchronizingKeepsAccessed: boolean;
  /** SPTE changes are passed on to the page's own accessed and dirty state. */
  readonly pfnNotifications: boolean;
  /** handle_changed_spte() marks a 4K page dirty in its memslot when W appears. */
  readonly marksDirtyOnWritable: boolean;
  /** The kernel warns of writable bits that can't be (check_spte_writable_invariants() exists). */
  readonly checksWritableInvariants: boolean;
  /**
   * The kernel warns of access tracking where it should not be: of a W that could not be given back,
   * and of restoring what was not tracked.
   */
  readonly checksTracking: boolean;
}

export interface SpteMasks {
  /** The CPU's read permission: EPT R, NPT P. */
  readonly readable: Word64;
  readonly user: Word64;
  readonly writable: Word64;
  /** Any of these lets the guest fetch instructions; empty where only `noExecute` says so. */
  readonly executable: Word64;
  /** The part of `executable` that ACC_EXEC_MASK stands for (shadow_x_mask, shadow_xs_mask). */
  readonly executableByExec: Word64;
  /** The part that ACC_USER_MASK stands for (shadow_xu_mask). */
  readonly executableByUser: Word64;
  readonly noExecute: Word64;
  /** Bits of every present SPTE besides `mmuPresent` (shadow_present_mask). */
  readonly present: Word64;
  /** With it, an EPT violation is no #VE; empty where KVM leaves it alone. */
  readonly suppressVe: Word64;
  readonly accessed: Word64;
  readonly dirty: Word64;
  readonly pageSize: Word64;
  readonly mmuPresent: Word64;
  readonly hostWritable: Word64;
  readonly mmuWritable: Word64;
  /** All of these must be set for the fast page fault to be allowed to set W. */
  readonly locklesslyWritable: Word64;
  readonly adType: Word64;
  /** `adType` as in an SPTE without A/D bits. */
  readonly adDisabled: Word64;
  /** `adType` as in an SPTE whose page must be write-protected to log writes. */
  readonly adWrprotOnly: Word64;
  /** What access tracking takes away (shadow_acc_track_mask). */
  readonly accTrack: Word64;
  /** Where it is saved, in place. */
  readonly savedBits: Word64;
  readonly memtype: Word64;
  readonly ignorePat: Word64;
  /** SPTE_BASE_ADDR_MASK: the page frame number, in place. */
  readonly baseAddr: Word64;
  readonly mmioMask: Word64;
  readonly mmioValue: Word64;
  readonly mmioAccess: Word64;
  readonly nonpresentOrRsvd: Word64;
  readonly nonpresentOrRsvdLowerGfn: Word64;
}

export interface SpteConstants {
  /** REMOVED_SPTE up to v6.10. */
  readonly FROZEN_SPTE: Word64;
  readonly SHADOW_NONPRESENT_VALUE: Word64;
  readonly SHADOW_ACC_TRACK_SAVED_BITS_MASK: Word64;
  readonly SHADOW_ACC_TRACK_SAVED_BITS_SHIFT: number;
  readonly SHADOW_NONPRESENT_OR_RSVD_MASK_LEN: number;
  /** What memory gets as its memory type: write-back, guest PAT ignored (EPT); nothing (NPT). */
  readonly memtypeRam: Word64;
  /** The same for host MMIO: uncached. */
  readonly memtypeMmio: Word64;
}

/** The bits of an `access` argument. */
export interface AccBits {
  /** Separate from USER only since MBEC; 0 before. */
  readonly ACC_READ_MASK: number;
  readonly ACC_WRITE_MASK: number;
  readonly ACC_USER_MASK: number;
  readonly ACC_EXEC_MASK: number;
  readonly ACC_ALL: number;
}

/** A bit that decoders take for this much of a generation, although no MMIO SPTE has it. */
export interface StrayGenBit {
  readonly mask: Word64;
  readonly value: number;
}

/** Where an MMIO SPTE keeps its memslots generation. */
export interface MmioGenFormat {
  readonly fields: readonly BitField[];
  /** Generation bits below this one are not stored. */
  readonly firstBit: number;
  /** MMIO_SPTE_GEN_MASK: what of a generation is compared; 2^bits - 1. */
  readonly genBits: number;
  readonly stray: StrayGenBit;
  /** An MMIO SPTE is not believed while the memslots generation has this. */
  readonly inProgress: Word64;
}

/** struct rsvd_bits_validate: by bit 7, then by level - 1. */
export interface RsvdBitsValidate {
  readonly rsvdBitsMask: readonly [readonly Word64[], readonly Word64[]];
  /** One bit per combination of memory type and permissions (EPT bits 5:0) that the CPU refuses. */
  readonly badMtXwr: Word64;
}

export interface SpteLayout {
  /** `v5.19/ept-ad-46` */
  readonly id: string;
  readonly title: string;
  readonly kernel: KernelVersion;
  readonly vendor: Vendor;
  readonly config: LayoutConfig;
  readonly fields: readonly BitField[];
  /** The format of an MMIO SPTE, which shares no field with a present one. */
  readonly mmioFields: readonly BitField[];
  readonly masks: SpteMasks;
  readonly constants: SpteConstants;
  readonly acc: AccBits;
  readonly mmioGen: MmioGenFormat;
  /** Without a reserved address bit to misuse, KVM does not cache MMIO in SPTEs at all. */
  readonly mmioCaching: boolean;
  readonly shadowZeroCheck: RsvdBitsValidate;
  readonly rules: SpteRules;
}
