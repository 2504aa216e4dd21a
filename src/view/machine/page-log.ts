/**
 * What stands beside the entries of a lowest table: which TLBs have the translation, what a migration
 * knows of the page, and what the external page table of a TDX guest says of it.
 */
import { readCoherence } from '../../engine/state/coherence.ts';
import {
  readMigratedPage,
  readMigrationArmed,
  readSlotLogs,
} from '../../engine/state/log-readers.ts';
import {
  gfnsPerEntry,
  readExternalPage,
  readGuestPage,
  readPml,
  readTlb,
  type PmlView,
  type StateView,
  type TlbEntryView,
} from '../../engine/state/readers.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import { viewBefore } from '../spte/changes.ts';
import { actorTitle, stepAt, type PictureInput } from '../spte/picture-input.ts';
import { listed } from '../spte/text.ts';

/** A vCPU that has the translation cached. */
export interface CachedBy {
  readonly key: string;
  readonly vcpu: number;
  readonly stale: boolean;
  readonly title: string;
}

export interface LogMark {
  readonly name: 'marked' | 'reaping' | 'pml' | 'lost';
  readonly text: string;
  readonly title: string;
  readonly changed: boolean;
}

export interface SentCells {
  /** Version of the page in userspace's copy: `v1`; a dash before there is one. */
  readonly sent: string;
  readonly changed: boolean;
  readonly marks: readonly LogMark[];
}

export interface ExternalCells {
  readonly text: string;
  readonly title: string;
  readonly changed: boolean;
}

export interface PageLogRow {
  readonly tlb: readonly CachedBy[];
  readonly log: SentCells | null;
  readonly external: ExternalCells | null;
}

export interface PmlBuffer {
  readonly enabled: boolean;
  readonly gfns: readonly number[];
}

export interface PageLog {
  /** Somebody migrates the guest in this scenario. */
  readonly hasLog: boolean;
  readonly hasExternal: boolean;
  /** By gfn. */
  readonly rows: Readonly<Record<number, PageLogRow>>;
  /** By vCPU, where the CPU logs dirty pages itself. */
  readonly pml: readonly (PmlBuffer | null)[];
}

export function pageLog(input: PictureInput, gfns: readonly number[]): PageLog {
  const { actors, layout, view } = input;
  const { externalTable, vcpus } = view.map.shape;
  const hasLog = actors.some(({ ops }) => ops.some((op) => op.includes('dirty_log')));
  const hasExternal = externalTable === true;
  const before = viewBefore(view, stepAt(input));
  const moment = { actors, now: logState(view), before: logState(before) };
  const tlbs = Array.from({ length: vcpus }, (_, vcpu) => readTlb(view, vcpu));
  const cached = cachedByOf(input, tlbs);
  const row = (gfn: number): PageLogRow =>
    shared(view.map, {
      tlb: cached(gfn),
      log: hasLog ? sentCells(moment, gfn) : null,
      external: hasExternal ? externalCells(view, before, gfn) : null,
    });
  return {
    hasLog,
    hasExternal,
    rows: Object.fromEntries(gfns.map((gfn) => [gfn, row(gfn)])),
    pml: moment.now.pml.map((buffer) => (hasLog && layout.config.pml ? buffer : null)),
  };
}

/** Most pages have nothing to tell but the version that was sent: such rows are one object. */
function shared(map: StateMap, row: PageLogRow): PageLogRow {
  const { external, log, tlb } = row;
  if (tlb.length > 0 || external !== null || (log?.marks.length ?? 0) > 0) return row;
  const told = log === null ? '' : `${log.sent} ${log.changed}`;
  const rows = quietRows.get(map) ?? new Map<string, PageLogRow>();
  quietRows.set(map, rows);
  const known = rows.get(told) ?? row;
  rows.set(told, known);
  return known;
}

const quietRows = new WeakMap<StateMap, Map<string, PageLogRow>>();

function cachedByOf(
  { actors, layout, view }: PictureInput,
  tlbs: readonly (readonly TlbEntryView[])[],
): (gfn: number) => CachedBy[] {
  const incoherent = readCoherence(view, layout);
  const isStale = (vcpu: number, { gfn, level }: TlbEntryView): boolean =>
    incoherent.some((one) => one.vcpu === vcpu && one.gfn === gfn && one.level === level);
  return (gfn) =>
    tlbs.flatMap((entries, vcpu) =>
      entries
        .filter((entry) => covers(entry, gfn))
        .map((entry, i) => {
          const stale = isStale(vcpu, entry);
          const bits = (['r', 'w', 'x', 'd'] as const).filter((bit) => entry[bit]);
          const allows = listed(bits.map((bit) => bit.toUpperCase()));
          const title = `in the TLB of ${actorTitle(actors, vcpu)}, with ${allows}${stale ? ': stale' : ''}`;
          return { key: `${vcpu}-${i}`, vcpu, stale, title };
        }),
    );
}

function covers({ gfn: first, level }: TlbEntryView, gfn: number): boolean {
  return gfn >= first && gfn < first + gfnsPerEntry(level);
}

/** The log at a moment: what does not depend on the page is read once. */
interface LogState {
  readonly view: StateView;
  readonly armed: boolean;
  readonly pml: readonly PmlView[];
}

function logState(view: StateView): LogState {
  const { vcpus } = view.map.shape;
  const pml = Array.from({ length: vcpus }, (_, vcpu) => readPml(view, vcpu));
  return { view, armed: readMigrationArmed(view), pml };
}

interface Moment {
  readonly actors: PictureInput['actors'];
  readonly now: LogState;
  readonly before: LogState;
}

function sentCells(moment: Moment, gfn: number): SentCells | null {
  const { before, now } = moment;
  const page = readMigratedPage(now.view, gfn);
  const old = readMigratedPage(before.view, gfn);
  if (page === null || old === null) return null;
  return {
    sent: now.armed ? `v${page.sent}` : '–',
    changed: now.armed && (page.sent !== old.sent || !before.armed),
    marks: [
      ...markOf('marked', { now: page.marked, was: old.marked }),
      ...markOf('reaping', { now: page.reaping, was: old.reaping }),
      ...pmlMarks(moment, gfn),
      ...markOf('lost', { now: isLostIn(now, gfn), was: isLostIn(before, gfn) }),
    ],
  };
}

const MARKS = {
  marked: { text: 'mark', title: 'its bit in the dirty bitmap is set' },
  reaping: { text: 'copy', title: 'its bit was taken, and userspace has still to copy it' },
  lost: {
    text: 'LOST',
    title: 'newer than what was sent, and in no bitmap, PML buffer or round: nobody would copy it',
  },
} as const;

function markOf(name: keyof typeof MARKS, { now, was }: { now: boolean; was: boolean }): LogMark[] {
  return now ? [{ name, ...MARKS[name], changed: !was }] : [];
}

function pmlMarks({ actors, before, now }: Moment, gfn: number): LogMark[] {
  return now.pml.flatMap(({ gfns }, vcpu) =>
    gfns.includes(gfn)
      ? [
          {
            name: 'pml' as const,
            text: `PML ${vcpu}`,
            title: `logged in the PML buffer of ${actorTitle(actors, vcpu)}`,
            changed: before.pml[vcpu]?.gfns.includes(gfn) !== true,
          },
        ]
      : [],
  );
}

/**
 * The guest has stored since the last copy, and nothing leads userspace to the page: P1 is violated if
 * the migration ends like this. A later store that is noticed brings the page back.
 */
export function isLost(view: StateView, gfn: number): boolean {
  return isLostIn(logState(view), gfn);
}

function isLostIn({ armed, pml, view }: LogState, gfn: number): boolean {
  const page = armed ? readMigratedPage(view, gfn) : null;
  if (page === null || page.marked || page.reaping || page.markPending) return false;
  const guest = readGuestPage(view, gfn);
  if (guest === null || guest.version === page.sent) return false;
  return readSlotLogs(view, gfn) && !pml.some(({ gfns }) => gfns.includes(gfn));
}

function externalCells(view: StateView, before: StateView, gfn: number): ExternalCells | null {
  const page = readExternalPage(view, gfn);
  const old = readExternalPage(before, gfn);
  if (page === null) return null;
  const { installs, present, removes } = page;
  return {
    text: present ? 'mapped' : removes > 0 ? 'removed' : '–',
    title: `the external page table ${present ? 'maps it' : 'does not map it'}; installed ${installs} times, removed ${removes} times`,
    changed: old !== null && (old.present !== present || old.installs !== installs),
  };
}
