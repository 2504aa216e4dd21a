/** What is known of the page behind a gfn, beyond KVM: its content, the host's PTE, struct page. */
import type { GuestPageView, HostPageView } from '../../engine/state/readers.ts';
import type { ActorInfo } from '../../protocol/run.ts';
import { actorTitle } from '../spte/picture-input.ts';
import { hexOf } from '../spte/text.ts';

export interface PageFlag {
  readonly name: 'dirty' | 'accessed' | 'freed' | 'debt' | 'tracked' | 'external';
  readonly text: string;
  readonly title: string;
  readonly changed: boolean;
}

export interface PageCells {
  /** How often the guest has stored to it: `v2`. */
  readonly content: string;
  readonly contentChanged: boolean;
  /** The host's own PTE: writable or read-only, and its pfn if that isn't the one the SPTE maps. */
  readonly hostPte: string;
  readonly hostPteTitle: string;
  readonly hostPteChanged: boolean;
  /** What struct page has been told. */
  readonly flags: readonly PageFlag[];
  readonly label: string;
}

export interface PageCellsRequest {
  readonly guest: GuestPageView;
  readonly guestBefore: GuestPageView | null;
  /** pfn that the SPTE maps now. */
  readonly mapped: number | null;
  /** The page the SPTE maps or mapped; null when that is no guest memory. */
  readonly host: HostPageView | null;
  readonly hostBefore: HostPageView | null;
  readonly actors: readonly ActorInfo[];
}

export function pageCells(request: PageCellsRequest): PageCells {
  const { guest, guestBefore, mapped } = request;
  const flags = [...guestFlags(request), ...pageFlags(request)];
  const hostPteTitle = hostPteText(guest);
  return {
    content: `v${guest.version}`,
    contentChanged: guestBefore !== null && guestBefore.version !== guest.version,
    hostPte: mapped === null || guest.pfn === mapped ? shortHostPte(guest) : hostPteTitle,
    hostPteTitle,
    hostPteChanged: guestBefore !== null && hostPteText(guestBefore) !== hostPteTitle,
    flags,
    label: `content version ${guest.version}, host PTE ${hostPteTitle}, host page: ${flags.length > 0 ? flags.map(({ title }) => title).join(', ') : 'no flags'}`,
  };
}

function hostPteText(guest: GuestPageView): string {
  return guest.pfn === null ? 'none' : `${hexOf(guest.pfn)} ${writability(guest)}`;
}

function shortHostPte(guest: GuestPageView): string {
  return guest.pfn === null ? 'none' : writability(guest);
}

function writability({ hostWritable }: GuestPageView): string {
  return hostWritable ? 'W' : 'R';
}

/** What the guest page is used for besides being memory. */
function guestFlags({ guest, guestBefore }: PageCellsRequest): PageFlag[] {
  const flags: PageFlag[] = [];
  if (guest.tracked !== 'none') {
    const level = guest.tracked === 'page' ? 'an upper-level' : 'a last-level';
    flags.push({
      name: 'tracked',
      text: 'PT',
      title: `holds ${level} page table of the guest, which KVM shadows`,
      changed: guestBefore !== null && guestBefore.tracked !== guest.tracked,
    });
  }
  if (guest.external) {
    flags.push({
      name: 'external',
      text: 'S-EPT',
      title: 'the external page table maps it',
      changed: guestBefore?.external === false,
    });
  }
  return flags;
}

function pageFlags({ actors, host, hostBefore }: PageCellsRequest): PageFlag[] {
  if (host === null) return [];
  const flags: PageFlag[] = [];
  if (host.dirty) {
    flags.push({
      name: 'dirty',
      text: 'D',
      title: 'the host knows it is dirty',
      changed: hostBefore?.dirty === false,
    });
  }
  if (host.accessed) {
    flags.push({
      name: 'accessed',
      text: 'A',
      title: 'the host knows it was accessed',
      changed: hostBefore?.accessed === false,
    });
  }
  if (host.freed) {
    flags.push({
      name: 'freed',
      text: 'freed',
      title: 'the host took the page back',
      changed: hostBefore?.freed === false,
    });
  }
  if (host.debtor !== null) {
    flags.push({
      name: 'debt',
      text: 'D due',
      title: `${actorTitle(actors, host.debtor)} took a Dirty bit away and has still to tell the host`,
      changed: hostBefore?.debtor !== host.debtor,
    });
  }
  return flags;
}
