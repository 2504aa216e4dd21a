/**
 * Memslots for the gfns of a window. The model has few pages, which begin above its page tables; where
 * the host's own page frames do not fit, others take their place.
 */
import { spteToPfn } from '../engine/layout/predicates.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { pagesOf } from '../trace/tables/page-tables.ts';
import { hexGfn, type ChangeFact, type Fact } from './facts.ts';
import type { StartingLeaf } from './initial-leafs.ts';

export interface PlacedSlot {
  readonly gfn: number;
  readonly pages: number;
  readonly pfn: number;
  readonly large: boolean;
  /** The host never maps it writable while the window lasts. */
  readonly readOnly: boolean;
  /** About its pfn. */
  readonly remark: string;
}

export interface PlacedMemory {
  readonly slots: readonly PlacedSlot[];
  /** Gfns without memory behind them. */
  readonly mmio: ReadonlySet<number>;
}

export interface MemoryToPlace {
  readonly gfns: readonly number[];
  readonly leafs: readonly StartingLeaf[];
  readonly facts: readonly Fact[];
  readonly layout: SpteLayout;
  /** How often pages are taken by the host: each time they get other page frames. */
  readonly zaps: number;
}

const LARGE_PAGES = pagesOf(1);
/** Gfns closer than this share a memslot. */
const SAME_SLOT = 64;
const PFN_FIRST = 0x1_0000;
const PFN_MIN = 0x240;
const PFN_LIMIT = 2 ** 32;

/** A leaf, wherever the trace shows one. */
interface Seen extends Pick<ChangeFact, 'gfn' | 'level'> {
  readonly kind: StartingLeaf['kind'];
  readonly spte: StartingLeaf['spte'];
}

export function placeMemory(asked: MemoryToPlace): PlacedMemory {
  const seen = leafsSeen(asked);
  const at = (gfn: number): readonly Seen[] =>
    seen.filter((leaf) => gfn >= leaf.gfn && gfn < leaf.gfn + pagesOf(leaf.level - 1));
  const isMemory = (gfn: number): boolean => at(gfn).some(({ kind }) => isLeaf(kind));
  const mmio = new Set(
    asked.gfns.filter((gfn) => !isMemory(gfn) && at(gfn).some(({ kind }) => kind === 'mmio')),
  );
  const wanted = [...new Set([...asked.gfns, ...accessed(asked.facts)])]
    .filter((gfn) => !mmio.has(gfn))
    .sort((a, b) => a - b);
  const ranges = rangesOf(wanted, (gfn) => at(gfn).some(isLarge));
  const slots = ranges.map((range, index) => {
    const leafs = seen.filter((leaf) => overlaps(leaf, range));
    const only = ranges.length === 1 && (range.large || range.pages === 1);
    return {
      ...range,
      readOnly: isReadOnly(leafs),
      ...pfnFor({ range, index, leafs, only }, asked),
    };
  });
  return { slots: slots.length > 0 ? slots : [elsewhere(mmio)], mmio };
}

/** A scenario has memory, even if the window is about none. */
function elsewhere(mmio: ReadonlySet<number>): PlacedSlot {
  const gfn = mmio.has(0) ? Math.max(...mmio) + 1 : 0;
  const remark = 'made up, since a scenario has memory';
  return { gfn, pages: 1, pfn: PFN_FIRST, large: false, readOnly: false, remark };
}

function leafsSeen({ facts, leafs }: MemoryToPlace): readonly Seen[] {
  const changes = facts.filter((fact) => fact.kind === 'change');
  return [
    ...leafs.map(({ first: gfn, kind, level, spte }) => ({ gfn, level, kind, spte })),
    ...changes.map(({ gfn, level, new: spte, to: kind }) => ({ gfn, level, kind, spte })),
    ...changes.map(({ from: kind, gfn, level, old: spte }) => ({ gfn, level, kind, spte })),
  ];
}

function accessed(facts: readonly Fact[]): readonly number[] {
  return facts.flatMap((fact) => (fact.kind === 'access' ? [fact.gfn] : []));
}

function isLeaf(kind: StartingLeaf['kind']): boolean {
  return kind !== 'none' && kind !== 'mmio' && kind !== 'frozen' && kind !== 'nonleaf';
}

function isLarge({ kind, level }: Seen): boolean {
  return level > 1 && isLeaf(kind);
}

interface Range {
  readonly gfn: number;
  readonly pages: number;
  readonly large: boolean;
}

function overlaps(leaf: Seen, { gfn, pages }: Range): boolean {
  return leaf.gfn < gfn + pages && gfn < leaf.gfn + pagesOf(leaf.level - 1);
}

function rangesOf(gfns: readonly number[], isInLarge: (gfn: number) => boolean): readonly Range[] {
  const ranges: Range[] = [];
  for (const gfn of gfns) {
    const last = ranges.at(-1);
    const large = isInLarge(gfn);
    if (last !== undefined && gfn < last.gfn + last.pages) continue;
    if (large) {
      ranges.push({ gfn: gfn - (gfn % LARGE_PAGES), pages: LARGE_PAGES, large });
    } else if (last?.large === false && gfn - (last.gfn + last.pages) < SAME_SLOT) {
      ranges[ranges.length - 1] = { ...last, pages: gfn - last.gfn + 1 };
    } else ranges.push({ gfn, pages: 1, large });
  }
  return ranges.map((range, i) => cutBefore(range, ranges[i + 1]));
}

/** A large page that begins below the gfn it was found by. */
function cutBefore(range: Range, next: Range | undefined): Range {
  return next === undefined
    ? range
    : { ...range, pages: Math.min(range.pages, next.gfn - range.gfn) };
}

function isReadOnly(leafs: readonly Seen[]): boolean {
  const states = leafs.filter(({ kind }) => isLeaf(kind));
  return states.length > 0 && states.every(({ kind }) => kind === 'RO');
}

function pfnFor(
  about: {
    readonly range: Range;
    readonly index: number;
    readonly leafs: readonly Seen[];
    readonly only: boolean;
  },
  { layout, zaps }: MemoryToPlace,
): Pick<PlacedSlot, 'pfn' | 'remark'> {
  const { index, leafs, only, range } = about;
  const leaf = leafs.find(({ kind, level }) => isLeaf(kind) && level > 1 === range.large);
  const real =
    leaf === undefined ? undefined : spteToPfn(layout, leaf.spte) + (range.gfn - leaf.gfn);
  const end = (real ?? 0) + range.pages * (zaps + 1);
  if (only && real !== undefined && real >= PFN_MIN && end <= PFN_LIMIT) {
    return { pfn: real, remark: 'the pfn is that of the trace' };
  }
  // Room for what pages get after they were taken, aligned as large pages must be.
  const pfn = PFN_FIRST + index * (zaps + 1) * LARGE_PAGES;
  return {
    pfn,
    remark:
      real === undefined ? 'pfns are made up' : `pfns are made up; in the trace ${hexGfn(real)}`,
  };
}
