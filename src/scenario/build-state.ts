/** What a machine begins with: mapped leafs and cached translations. */
import type { InitialLeaf, InitialTlb, Memslot } from '../engine/machine-config.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { TLB_FLAGS } from '../engine/state/state-map.ts';
import { checkInSlots, checkOutsideSlots, slotOf } from './build-memslots.ts';
import { buildSpte } from './build-spte.ts';
import type { Complaint, IssueList } from './issues.ts';
import type { MappingDocument, TlbDocument } from './schema.ts';
import { parseSpteText, type SpteText } from './spte-text.ts';

/** A mapping whose text could be read, with its place in the file; the same for all columns. */
export interface ReadMapping {
  readonly index: number;
  readonly gfn: number;
  /** None for an address that has no memory. */
  readonly slot: Memslot | null;
  readonly text: SpteText;
  /** Which root it is reached from, if not the first one. */
  readonly root?: number;
}

export function readMappings(
  documents: readonly MappingDocument[],
  memslots: readonly Memslot[],
  issues: IssueList,
): readonly ReadMapping[] {
  return documents.flatMap(({ gfn, spte, root }, index): ReadMapping[] => {
    const path = ['mappings', index];
    if (documents.findIndex((other) => other.gfn === gfn && other.root === root) !== index) {
      issues.add([...path, 'gfn'], {
        code: 'duplicate-gfn',
        message: `gfn 0x${gfn.toString(16)} is mapped already.`,
        hint: 'Give each gfn one mapping.',
      });
    }
    const parsed = parseSpteText(spte);
    if ('complaint' in parsed) issues.add([...path, 'spte'], parsed.complaint);
    const at = [...path, 'gfn'];
    if ('value' in parsed && parsed.value.kind === 'mmio') {
      checkOutsideSlots(memslots, { gfn, path: at }, issues);
      return [{ index, gfn, slot: null, text: parsed.value, ...inRoot(root) }];
    }
    checkInSlots(memslots, { start: gfn, end: gfn + 1, path: at }, issues);
    const slot = slotOf(memslots, gfn);
    if ('complaint' in parsed || slot === undefined) return [];
    return [{ index, gfn, slot, text: parsed.value, ...inRoot(root) }];
  });
}

function inRoot(root: number | undefined): { root?: number } {
  return root === undefined ? {} : { root };
}

/** The leafs of one column. */
export function buildLeafs(
  mappings: readonly ReadMapping[],
  layout: SpteLayout,
  issues: IssueList,
): readonly InitialLeaf[] {
  return mappings.flatMap(({ index, gfn, slot, text, root }) => {
    const pfn = slot === null ? 0 : slot.pfn + gfn - slot.gfn;
    const built = buildSpte(text, { layout, gfn, pfn, hostWritable: slot?.writable ?? false });
    if ('value' in built) return [{ gfn, level: 1, spte: built.value, ...inRoot(root) } as const];
    issues.add(['mappings', index, 'spte'], built.complaint);
    return [];
  });
}

export interface TlbRules {
  readonly memslots: readonly Memslot[];
  readonly vcpus: number;
}

export function buildTlb(
  documents: readonly TlbDocument[],
  { memslots, vcpus }: TlbRules,
  issues: IssueList,
): readonly InitialTlb[] {
  return documents.flatMap(({ vcpu, gfn, caches }, index) => {
    const path = ['tlb', index];
    if (documents.findIndex((other) => other.vcpu === vcpu && other.gfn === gfn) !== index) {
      issues.add([...path, 'gfn'], {
        code: 'duplicate-gfn',
        message: `vCPU ${vcpu} has gfn 0x${gfn.toString(16)} cached already.`,
        hint: 'Give each vCPU one entry for a gfn.',
      });
    }
    if (vcpu >= vcpus) issues.add([...path, 'vcpu'], unknownVcpu(vcpu, vcpus));
    checkInSlots(memslots, { start: gfn, end: gfn + 1, path: [...path, 'gfn'] }, issues);
    const flags = parseCaches(caches);
    if (flags === null) issues.add([...path, 'caches'], badCaches(caches));
    const slot = slotOf(memslots, gfn);
    if (flags === null || slot === undefined) return [];
    return [{ vcpu, gfn, pfn: slot.pfn + gfn - slot.gfn, flags }];
  });
}

function unknownVcpu(vcpu: number, vcpus: number): Complaint {
  return {
    code: 'unknown-vcpu',
    message: `There is no vCPU ${vcpu} among the actors.`,
    hint: vcpus === 0 ? 'Add a vCPU to the actors.' : `vCPUs go from 0 to ${vcpus - 1}.`,
  };
}

function badCaches(caches: string): Complaint {
  return {
    code: 'bad-caches',
    message: `"${caches}" is not what a TLB entry can hold.`,
    hint: 'Write letters out of R, W, X and D, each once, R among them.',
  };
}

/** `R W D` as TLB_FLAGS, or null. */
function parseCaches(text: string): number | null {
  let flags = 0;
  for (const letter of text.trim().split(/\s+/)) {
    const flag = flagOf(letter);
    if (flag === 0 || (flags & flag) !== 0) return null;
    flags |= flag;
  }
  return (flags & TLB_FLAGS.R) === 0 ? null : flags;
}

function flagOf(letter: string): number {
  switch (letter) {
    case 'R':
      return TLB_FLAGS.R;
    case 'W':
      return TLB_FLAGS.W;
    case 'X':
      return TLB_FLAGS.X;
    case 'D':
      return TLB_FLAGS.D;
    default:
      return 0;
  }
}
