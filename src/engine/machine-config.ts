/** What a machine is built from: a kernel, a host, and the actors with what they are to do. */
import type { Word64 } from '../base/word64.ts';
import type { SpteLayout } from './layout/spte-layout.ts';
import type { KernelProfile } from './profiles/profile.ts';
import type { HostOperation, VcpuOperation } from './programs/operation.ts';
import type { ProgramSet } from './programs/program-set.ts';
import type { DirtyLogProtect } from './state/shape.ts';
import type { ChoiceRules, FlushRules } from './thread.ts';

export interface Memslot {
  readonly id: number;
  /** First gfn, below 2^32. */
  readonly gfn: number;
  readonly pages: number;
  /** Where userspace may move it to: the first gfn there. */
  readonly movesTo?: number | undefined;
  /** pfn of the first page: above the page-table frames, below 2^32. */
  readonly pfn: number;
  /** Does the host map the pages writable? */
  readonly writable: boolean;
  /** Does the host back it with 2 MiB pages? gfn, pages and pfn are multiples of 512 then. */
  readonly large?: boolean | undefined;
}

/** A leaf that exists at the start, with the tables that lead to it. */
export interface InitialLeaf {
  readonly gfn: number;
  readonly level: 1 | 2;
  readonly spte: Word64;
  /** Which root it is reached from; 0, the first one, if left out. */
  readonly root?: number;
}

/** A translation that a vCPU has cached at the start, with the permissions it has there. */
export interface InitialTlb {
  readonly vcpu: number;
  readonly gfn: number;
  readonly pfn: number;
  /** Of the mapping it was filled from; 1 if left out. */
  readonly level?: 1 | 2;
  /** TLB_FLAGS.R | W | X | D. */
  readonly flags: number;
}

export type ActorConfig =
  | {
      readonly kind: 'vcpu';
      /** The root it runs on; 0, the first one, if left out. */
      readonly root?: number;
      readonly id: string;
      readonly title: string;
      readonly operations: readonly VcpuOperation[];
    }
  | {
      readonly kind: 'host';
      readonly id: string;
      readonly title: string;
      readonly operations: readonly HostOperation[];
    };

export interface MachineConfig {
  /** What its actors can be told to do. */
  readonly programs: ProgramSet;
  readonly layout: SpteLayout;
  readonly profile: KernelProfile;
  readonly memslots: readonly Memslot[];
  readonly leafs: readonly InitialLeaf[];
  readonly tlb: readonly InitialTlb[];
  /** vCPUs first. */
  readonly actors: readonly ActorConfig[];
  readonly choices: ChoiceRules;
  readonly flush?: FlushRules | undefined;
  /** Dirty bitmaps are cleared by hand; by KVM_GET_DIRTY_LOG if left out. */
  readonly dirtyLogProtect?: DirtyLogProtect | undefined;
}
