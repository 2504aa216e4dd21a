/** The entries in use of a page table, with what they are: of a page that no step has written since, read once. */
import type { Word64 } from '../../base/word64.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { readFrameEntries, spteCell, type StateView } from '../../engine/state/readers.ts';
import { MirrorCells } from './mirror.ts';

export interface TableEntry {
  /** 0 to 511. */
  readonly index: number;
  readonly spte: Word64;
  readonly kind: Exclude<SpteKind, 'none'>;
}

export interface TableRequest {
  readonly layout: SpteLayout;
  readonly frame: number;
  /** 4 is the root, 1 holds 4 KiB leafs. */
  readonly level: number;
}

interface ReadTable {
  readonly layout: SpteLayout;
  readonly level: number;
  readonly entries: readonly TableEntry[];
}

const readBefore = new WeakMap<Uint32Array, ReadTable>();

/** In order of index. The same list, by identity, for as long as nothing in the table changes. */
export function tableEntries(view: StateView, request: TableRequest): readonly TableEntry[] {
  const { frame, layout, level } = request;
  const first = spteCell(view.map, { frame, index: 0 });
  const page = view.cells instanceof MirrorCells ? view.cells.pageFrom(first) : null;
  if (page === null) return readTable(view, request);
  const known = readBefore.get(page);
  if (known?.layout === layout && known.level === level) return known.entries;
  const entries = readTable(view, request);
  readBefore.set(page, { layout, level, entries });
  return entries;
}

function readTable(view: StateView, { frame, layout, level }: TableRequest): TableEntry[] {
  const entries: TableEntry[] = [];
  for (const { index, spte } of readFrameEntries(view, frame)) {
    // Newer kernels fill a fresh table with a non-present value that is not zero.
    const kind = spteKind(layout, spte, level);
    if (kind !== 'none') entries.push({ index, spte, kind });
  }
  return entries;
}
