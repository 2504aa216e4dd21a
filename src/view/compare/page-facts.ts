/** Guest pages: their content, what the host knows of them, and what userspace has copied. */
import {
  readExternalPage,
  readGuestPage,
  readHostPage,
  readLoggedPage,
  type ExternalPageView,
  type GuestPageView,
} from '../../engine/state/readers.ts';
import { gfnOfGuestPage, guestPageCount, pfnOfBacking } from '../../engine/state/shape.ts';
import { cellOf, SLOT_FLAGS } from '../../engine/state/state-map.ts';
import { actorTitle } from '../spte/picture-input.ts';
import { hexOf, listed } from '../spte/text.ts';
import type { Fact, Facet, FactInput, FactTeller } from './fact.ts';
import { pagesOfCells } from '../spte/pages-of-cells.ts';

export const PAGE_FACETS: readonly Facet[] = [
  {
    regions: [
      'content',
      'host_pte',
      'page',
      'dirty_debt',
      'dirty_bitmap',
      'copy',
      'external',
      'track',
    ],
    factsOf: (input) => pageTeller()(input, null),
    createTeller: pageTeller,
  },
  { regions: ['slot'], factsOf: slotFacts },
];

/** A page is told anew only where a record of it has changed. */
function pageTeller(): FactTeller {
  let told: readonly Fact[][] = [];
  return (input, changed) => {
    const { map } = input.view;
    const dated = changed && pagesOfCells(map, changed);
    told = Array.from({ length: guestPageCount(map.shape) }, (_, page) => {
      const last = told[page];
      return last === undefined || dated?.has(page) !== false ? factsOfPage(input, page) : last;
    });
    return told.flat();
  };
}

function factsOfPage(input: FactInput, page: number): Fact[] {
  return [
    ...guestFacts(input, gfnOfGuestPage(input.view.map.shape, page)),
    ...hostFacts(input, page),
  ];
}

interface Told {
  readonly what: string;
  readonly text: string;
  /** What is true of a page nobody has touched. */
  readonly usual: string;
}

function guestFacts({ view }: FactInput, gfn: number): Fact[] {
  const guest = readGuestPage(view, gfn);
  const logged = readLoggedPage(view, gfn);
  const external = readExternalPage(view, gfn);
  if (guest === null || logged === null || external === null) return [];
  const told: Told[] = [
    { what: 'content', text: `v${guest.version}`, usual: 'v0' },
    { what: 'tracking', text: guest.tracked, usual: 'none' },
    { what: 'mark in the dirty bitmap', text: logged.marked ? 'set' : 'clear', usual: 'clear' },
    { what: 'copy in userspace', text: copyText(logged), usual: 'v0' },
    { what: 'external entry', text: externalText(external), usual: NO_EXTERNAL },
    { what: 'host PTE', text: hostPteText(guest), usual: 'writable' },
  ];
  return told.flatMap((one) => pageFact(gfn, one));
}

const NO_EXTERNAL = 'absent, installed 0, removed 0';

function externalText({ installs, present, removes }: ExternalPageView): string {
  if (!present && installs === 0 && removes === 0) return NO_EXTERNAL;
  return `${present ? 'present' : 'absent'}, installed ${installs}, removed ${removes}`;
}

function copyText({ reaping, sent }: { reaping: boolean; sent: number }): string {
  return reaping ? `v${sent}, being reaped` : `v${sent}`;
}

function hostPteText({ hostWritable, pfn }: GuestPageView): string {
  if (pfn === null) return 'gone';
  return hostWritable ? 'writable' : 'read-only';
}

/** Of each page that has ever been behind the gfn: what struct page has been told. */
function hostFacts({ actors, view }: FactInput, page: number): Fact[] {
  const { shape } = view.map;
  const gfn = gfnOfGuestPage(shape, page);
  return Array.from({ length: shape.backings }, (_, backing) => backing).flatMap((backing) => {
    const pfn = pfnOfBacking(shape, { page, backing });
    const host = readHostPage(view, pfn);
    if (host === null) return [];
    const knows = [
      ...(host.dirty ? ['dirty'] : []),
      ...(host.accessed ? ['accessed'] : []),
      ...(host.freed ? ['freed'] : []),
      ...(host.debtor === null ? [] : [`dirty, soon: ${actorTitle(actors, host.debtor)} owes it`]),
    ];
    if (knows.length === 0) return [];
    const what = `what the host knows of pfn ${hexOf(pfn)}`;
    return pageFact(gfn, { what, text: listed(knows), usual: 'nothing' });
  });
}

function pageFact(gfn: number, { text, usual, what }: Told): Fact[] {
  if (text === usual) return [];
  return [
    {
      key: `page/${hexOf(gfn)}/${what}`,
      group: 'pages',
      subject: `gfn ${hexOf(gfn)}, ${what}`,
      name: `${hexOf(gfn)} ${what}`,
      bits: [],
      text,
      absent: usual,
    },
  ];
}

function slotFacts({ view }: FactInput): Fact[] {
  const { slot, shape } = view.map;
  return shape.slots.map(({ id }, record) => {
    const flags = view.cells.read(cellOf(slot, { record, field: 'flags' }));
    const words = [
      flags & SLOT_FLAGS.PRESENT ? 'present' : 'deleted',
      ...(flags & SLOT_FLAGS.INVALID ? ['invalid'] : []),
      ...(flags & SLOT_FLAGS.LOG ? ['logs dirty pages'] : []),
      ...(flags & SLOT_FLAGS.MOVED ? ['moved'] : []),
    ];
    const name = `memslot ${id}`;
    return {
      key: `slot/${id}`,
      group: 'pages',
      subject: name,
      name,
      bits: [],
      text: listed(words),
      absent: '',
    };
  });
}
