/** What a machine begins with: mapped leafs and cached translations. */
import type { InitialLeaf, InitialTlb, Memslot } from '../engine/machine-config.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { largeGfn } from '../engine/state/large-pages.ts';
import { TLB_FLAGS } from '../engine/state/state-map.ts';
import { checkInSlots, checkOutsideSlots, slotOf } from './build-memslots.ts';
import { buildSpte } from './build-spte.ts';
import type { Complaint, IssueList, IssuePath } from './issues.ts';
import type { MappingDocument, TlbDocument } from './schema.ts';
import { parseSpteText, type SpteText } from './spte-text.ts';

/** A mapping whose text could be read, with its place in the file; the same for all columns. */
export interface ReadMapping {
  readonly index: number;
  readonly gfn: number;
  readonly level: 1 | 2;
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
  return documents.flatMap(({ gfn, size, spte, root }, index): ReadMapping[] => {
    const level = levelOf(size);
    const path = ['mappings', index];
    if (isMappedBefore(documents, index)) {
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
      return [{ index, gfn, level: 1, slot: null, text: parsed.value, ...inRoot(root) }];
    }
    checkInSlots(memslots, { start: gfn, end: gfn + 1, path: at }, issues);
    const slot = slotOf(memslots, gfn);
    if (level === 2) checkLargePage({ gfn, slot, path }, issues);
    if ('complaint' in parsed || slot === undefined) return [];
    return [{ index, gfn, level, slot, text: parsed.value, ...inRoot(root) }];
  });
}

function levelOf(size: '4K' | '2M' | undefined): 1 | 2 {
  return size === '2M' ? 2 : 1;
}

/** A large page is where the host has one. */
function checkLargePage(
  { gfn, path, slot }: { gfn: number; path: IssuePath; slot: Memslot | undefined },
  issues: IssueList,
): void {
  if (slot?.large !== true) {
    issues.add([...path, 'size'], {
      code: 'no-large-page',
      message: `The host has no 2 MiB page at gfn 0x${gfn.toString(16)}.`,
      hint: 'Give its memslot large: true.',
    });
  }
  if (largeGfn(gfn) === gfn) return;
  issues.add([...path, 'gfn'], {
    code: 'not-aligned',
    message: `No 2 MiB page begins at gfn 0x${gfn.toString(16)}.`,
    hint: `Write 0x${largeGfn(gfn).toString(16)}: the page is mapped as a whole.`,
  });
}

/** Does an earlier mapping of the same root reach one of the gfns? */
function isMappedBefore(documents: readonly MappingDocument[], index: number): boolean {
  const mapping = documents[index];
  if (mapping === undefined) return false;
  return documents.slice(0, index).some((other) => {
    if (other.root !== mapping.root) return false;
    if (other.size !== '2M' && mapping.size !== '2M') return other.gfn === mapping.gfn;
    return largeGfn(other.gfn) === largeGfn(mapping.gfn);
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
  return mappings.flatMap(({ index, gfn, level, slot, text, root }) => {
    const pfn = slot === null ? 0 : slot.pfn + gfn - slot.gfn;
    const built = buildSpte(text, {
      layout,
      gfn,
      level,
      pfn,
      hostWritable: slot?.writable ?? false,
    });
    if ('value' in built) return [{ gfn, level, spte: built.value, ...inRoot(root) }];
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
  return documents.flatMap(({ vcpu, gfn, size, caches }, index) => {
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
    const level = levelOf(size);
    if (level === 2) checkLargePage({ gfn, slot, path }, issues);
    if (flags === null || slot === undefined) return [];
    return [{ vcpu, gfn, level, pfn: slot.pfn + gfn - slot.gfn, flags }];
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
