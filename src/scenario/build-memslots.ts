/** Memslots: guest memory, and the host pages behind it. */
import type { Memslot } from '../engine/machine-config.ts';
import { LARGE_GFNS } from '../engine/state/large-pages.ts';
import { FRAMES_MAX, FRAME_PFN_BASE } from '../engine/state/shape.ts';
import type { IssueList, IssuePath } from './issues.ts';
import { FRAME_NUMBER_LIMIT } from './limits.ts';
import type { MemslotDocument } from './schema.ts';

/** Guest pages of all slots: so few that the page tables for all of them are far below FRAMES_MAX. */
export const PAGES_MAX = 4096;
/** pfns below are those of page tables. */
const PFN_MIN = FRAME_PFN_BASE + FRAMES_MAX;

export interface MemslotRules {
  /** Host pages that a guest page may get one after the other: each zap frees it once. */
  readonly backings: number;
  /** First pfn that no CPU of the scenario can address. */
  readonly pfnLimit: number;
}

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export function buildMemslots(
  documents: readonly MemslotDocument[],
  { backings, pfnLimit }: MemslotRules,
  issues: IssueList,
): readonly Memslot[] {
  const pages = documents.reduce((sum, slot) => sum + slot.pages, 0);
  if (pages > PAGES_MAX) {
    issues.add(['memslots'], {
      code: 'too-many-pages',
      message: `The memslots have ${pages} pages; a machine holds ${PAGES_MAX}.`,
      hint: 'A race needs few pages: make the slots smaller.',
    });
  }
  documents.forEach((slot, index) => {
    checkGfns(slot, ['memslots', index], issues);
    checkLarge(slot, ['memslots', index], issues);
    checkPfns(pfnRange(slot, backings), { path: ['memslots', index], backings, pfnLimit }, issues);
  });
  const gfns = documents.map(gfnRange);
  const pfns = documents.map((slot) => pfnRange(slot, backings));
  checkOverlaps(gfns, 'gfn', issues);
  checkNewPlaces(documents, issues);
  checkOverlaps(pfns, 'pfn', issues);
  return documents.map((slot, id) => ({ id, ...slot }));
}

function pfnRange({ pfn, pages }: MemslotDocument, backings: number): Range {
  return { start: pfn, end: pfn + pages * backings };
}

function gfnRange({ gfn, pages }: { gfn: number; pages: number }): Range {
  return { start: gfn, end: gfn + pages };
}

/** Places that memslots may be moved to: free ones, each for one slot. */
function checkNewPlaces(documents: readonly MemslotDocument[], issues: IssueList): void {
  const places = documents.map(gfnRange);
  documents.forEach(({ movesTo, pages }, index) => {
    if (movesTo === undefined) return;
    const place = gfnRange({ gfn: movesTo, pages });
    const taken = places.some(({ start, end }) => start < place.end && place.start < end);
    places.push(place);
    if (!taken && place.end <= FRAME_NUMBER_LIMIT) return;
    issues.add(['memslots', index, 'movesTo'], {
      code: 'place-taken',
      message: `There is no room for the memslot at gfn 0x${movesTo.toString(16)}: another one is there, or may come there.`,
      hint: 'Move it to gfns of its own, below 2^32.',
    });
  });
}

function checkGfns({ gfn, pages }: MemslotDocument, path: IssuePath, issues: IssueList): void {
  if (gfn + pages <= FRAME_NUMBER_LIMIT) return;
  issues.add([...path, 'pages'], {
    code: 'gfn-limit',
    message: 'The memslot reaches beyond gfn 2^32, where the model ends.',
    hint: 'Begin it lower, or give it fewer pages.',
  });
}

/** What the host maps by a large page is aligned like one, in both address spaces. */
function checkLarge(slot: MemslotDocument, path: IssuePath, issues: IssueList): void {
  if (slot.large !== true) return;
  if (slot.movesTo !== undefined) {
    issues.add([...path, 'movesTo'], {
      code: 'large-moves',
      message: 'The model moves memslots of 4 KiB pages only.',
      hint: 'Leave movesTo out, or large: true.',
    });
  }
  for (const key of ['gfn', 'pages', 'pfn'] as const) {
    if (slot[key] % LARGE_GFNS === 0) continue;
    issues.add([...path, key], {
      code: 'not-aligned',
      message: `A memslot of 2 MiB pages cannot have ${key} 0x${slot[key].toString(16)}.`,
      hint: 'Use multiples of 0x200 for gfn, pages and pfn.',
    });
  }
}

function checkPfns(
  { start, end }: Range,
  { path, backings, pfnLimit }: MemslotRules & { path: IssuePath },
  issues: IssueList,
): void {
  if (start < PFN_MIN) {
    issues.add([...path, 'pfn'], {
      code: 'pfn-in-tables',
      message: `pfn 0x${start.toString(16)} is among the page tables, which have pfns 0x${FRAME_PFN_BASE.toString(16)} to 0x${(PFN_MIN - 1).toString(16)}.`,
      hint: `Use a pfn from 0x${PFN_MIN.toString(16)} on, like 0x9a00.`,
    });
  }
  if (end > pfnLimit) {
    issues.add([...path, 'pfn'], {
      code: 'pfn-limit',
      message: `The pages need pfns up to 0x${(end - 1).toString(16)} (${backings} for each page), beyond what the machine can address.`,
      hint: `Use a pfn well below 0x${pfnLimit.toString(16)}, like 0x9a00.`,
    });
  }
}

function checkOverlaps(ranges: readonly Range[], what: 'gfn' | 'pfn', issues: IssueList): void {
  ranges.forEach(({ start, end }, index) => {
    const other = ranges.findIndex(
      (earlier, at) => at < index && start < earlier.end && earlier.start < end,
    );
    if (other < 0) return;
    const message =
      what === 'gfn'
        ? `The memslot has gfns in common with memslot ${other + 1}.`
        : `The memslot has pfns in common with memslot ${other + 1}; after its own, a slot also takes the pfns that its pages get when they have been zapped.`;
    issues.add(['memslots', index, what], {
      code: `${what}-overlap`,
      message,
      hint: `Give each memslot ${what}s of its own, further apart.`,
    });
  });
}

/** Each memslot at the places it may have. */
export function atAllPlaces(memslots: readonly Memslot[]): readonly Memslot[] {
  return memslots.flatMap((slot) =>
    slot.movesTo === undefined ? [slot] : [slot, { ...slot, gfn: slot.movesTo }],
  );
}

/** The slot of a gfn, if there is one. */
export function slotOf(memslots: readonly Memslot[], gfn: number): Memslot | undefined {
  return memslots.find((slot) => gfn >= slot.gfn && gfn < slot.gfn + slot.pages);
}

/** The first gfn of a range (end exclusive) that is in no slot, or null. */
export function firstGfnOutside(
  memslots: readonly Memslot[],
  { start, end }: Range,
): number | null {
  let gfn = start;
  while (gfn < end) {
    const slot = slotOf(memslots, gfn);
    if (slot === undefined) return gfn;
    gfn = slot.gfn + slot.pages;
  }
  return null;
}

/** Adds an issue when a range of gfns (end exclusive) is not all guest memory. */
export function checkInSlots(
  memslots: readonly Memslot[],
  { start, end, path }: Range & { readonly path: IssuePath },
  issues: IssueList,
): boolean {
  const outside = firstGfnOutside(memslots, { start, end });
  if (outside === null) return true;
  const slots = memslots.map(
    ({ gfn, pages }) => `0x${gfn.toString(16)}..0x${(gfn + pages - 1).toString(16)}`,
  );
  issues.add(path, {
    code: 'gfn-outside',
    message: `gfn 0x${outside.toString(16)} is in no memslot.`,
    hint: `There are gfns ${slots.join(', ')}.`,
  });
  return false;
}

/** An address without memory behind it, as emulated devices have it. */
export function checkOutsideSlots(
  memslots: readonly Memslot[],
  { gfn, path }: { readonly gfn: number; readonly path: IssuePath },
  issues: IssueList,
): void {
  if (slotOf(memslots, gfn) === undefined) return;
  issues.add(path, {
    code: 'gfn-in-slot',
    message: `gfn 0x${gfn.toString(16)} is in a memslot: that is memory, and no device.`,
    hint: 'Use a gfn that no memslot has.',
  });
}
