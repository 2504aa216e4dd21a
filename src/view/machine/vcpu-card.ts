/** A vCPU: where it is, what it does, and what its TLB and paging-structure cache still believe. */
import { readCoherence } from '../../engine/state/coherence.ts';
import { framePfn } from '../../engine/state/shape.ts';
import {
  readHostPage,
  readPsc,
  readTlb,
  readVcpu,
  spteIndex,
  type PscEntryView,
  type StateView,
  type TlbEntryView,
} from '../../engine/state/readers.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { stepAt, type PictureInput } from '../spte/picture-input.ts';
import { viewBefore } from '../spte/changes.ts';
import { childFrame, walkTo } from '../spte/walk.ts';
import { hexOf, listed, tableName } from '../spte/text.ts';
import type { ActorNow } from './actor-now.ts';

type Coherence = ReturnType<typeof readCoherence>[number];

/** What the step at the cursor did to a cached entry. */
export type CacheChange = 'none' | 'filled' | 'changed' | 'dropped';

export interface TlbRow {
  readonly key: string;
  readonly gfn: number;
  readonly level: number;
  readonly gfnText: string;
  readonly pfnText: string;
  readonly bits: readonly { readonly letter: string; readonly set: boolean }[];
  readonly change: CacheChange;
  readonly stale: boolean;
  /** How the entry and the SPTE differ, in a few words each. */
  readonly reasons: readonly string[];
  readonly label: string;
}

export interface PscRow {
  readonly key: string;
  /** Level, index, and the frame it leads to: `4:0→0x41`. */
  readonly text: string;
  readonly stale: boolean;
  readonly change: CacheChange;
  readonly label: string;
}

export interface VcpuCard {
  readonly key: string;
  readonly actor: number;
  readonly title: string;
  readonly mode: 'guest' | 'host';
  /** Requests that it has still to serve, or nothing. */
  readonly requests: string;
  readonly now: ActorNow;
  /** Is the step at the cursor this vCPU's? */
  readonly moved: boolean;
  readonly tlb: readonly TlbRow[];
  readonly psc: readonly PscRow[];
}

export function vcpuCards(input: PictureInput, actors: readonly ActorNow[]): VcpuCard[] {
  const record = stepAt(input);
  const before = viewBefore(input.view, record);
  const incoherent = readCoherence(input.view, input.layout);
  return actors
    .filter(({ kind }) => kind === 'vcpu')
    .map((now) => ({ now, vcpu: readVcpu(input.view, now.actor) }))
    .map(({ now, vcpu }) => ({
      key: `vcpu-${now.actor}`,
      actor: now.actor,
      title: now.title,
      mode: vcpu.inGuest ? 'guest' : 'host',
      requests: vcpu.requests.join(', '),
      now,
      moved: record?.choice.actor === now.actor,
      tlb: tlbRows({ view: input.view, before, vcpu: now.actor, incoherent }),
      psc: pscRows({ view: input.view, before, vcpu: now.actor, layout: input.layout }),
    }));
}

interface TlbRequest {
  readonly view: StateView;
  readonly before: StateView;
  readonly vcpu: number;
  readonly incoherent: readonly Coherence[];
}

const tlbKey = (vcpu: number, { gfn, level }: { gfn: number; level: number }): string =>
  `tlb-${vcpu}-${hexOf(gfn)}-${level}`;

function tlbRows({ before, incoherent, vcpu, view }: TlbRequest): TlbRow[] {
  const now = readTlb(view, vcpu);
  const was = readTlb(before, vcpu);
  const sameEntry = (one: TlbEntryView, other: TlbEntryView): boolean =>
    one.gfn === other.gfn && one.level === other.level && one.root === other.root;
  const rows = now.map((entry) => {
    const old = was.find((other) => sameEntry(entry, other));
    const coherence = incoherent.find(
      (one) => one.vcpu === vcpu && one.gfn === entry.gfn && one.level === entry.level,
    );
    const reasons = coherence === undefined ? [] : staleness(view, entry, coherence);
    return tlbRow({ vcpu, entry, change: entryChange(entry, old), reasons });
  });
  const dropped = was.filter((entry) => !now.some((other) => sameEntry(entry, other)));
  return [
    ...rows,
    ...dropped.map((entry) => tlbRow({ vcpu, entry, change: 'dropped', reasons: [] })),
  ].sort((one, other) => one.gfn - other.gfn || one.level - other.level);
}

function entryChange(entry: TlbEntryView, old: TlbEntryView | undefined): CacheChange {
  if (old === undefined) return 'filled';
  const same =
    entry.pfn === old.pfn &&
    entry.r === old.r &&
    entry.w === old.w &&
    entry.x === old.x &&
    entry.d === old.d;
  return same ? 'none' : 'changed';
}

function staleness(view: StateView, entry: TlbEntryView, coherence: Coherence): string[] {
  const { absent, dirtyCached, excess, wrongPfn } = coherence;
  const reasons: string[] = [];
  if (absent) reasons.push('SPTE gone');
  else if (wrongPfn) reasons.push('other pfn in the SPTE');
  else if (excess.length > 0) reasons.push(`more permissive: ${excess.join(' ')}`);
  if (dirtyCached) reasons.push('D cached');
  if (readHostPage(view, entry.pfn)?.freed === true) reasons.push('page freed');
  return reasons;
}

function tlbRow({
  change,
  entry,
  reasons,
  vcpu,
}: {
  vcpu: number;
  entry: TlbEntryView;
  change: CacheChange;
  reasons: readonly string[];
}): TlbRow {
  const bits = [
    { letter: 'R', set: entry.r },
    { letter: 'W', set: entry.w },
    { letter: 'X', set: entry.x },
    { letter: 'D', set: entry.d },
  ];
  const stale = reasons.length > 0;
  const set = bits.filter((bit) => bit.set).map((bit) => bit.letter);
  return {
    key: tlbKey(vcpu, entry),
    gfn: entry.gfn,
    level: entry.level,
    gfnText: hexOf(entry.gfn),
    pfnText: hexOf(entry.pfn),
    bits,
    change,
    stale,
    reasons,
    label: `gfn ${hexOf(entry.gfn)} to pfn ${hexOf(entry.pfn)}, ${set.join(' ')}: ${stateText({ change, reasons })}`,
  };
}

function stateText({
  change,
  reasons,
}: {
  change: CacheChange;
  reasons: readonly string[];
}): string {
  if (change === 'dropped') return 'dropped by this step';
  return reasons.length > 0 ? `stale, ${listed(reasons)}` : 'agrees with its SPTE';
}

interface PscRequest {
  readonly view: StateView;
  readonly before: StateView;
  readonly layout: SpteLayout;
  readonly vcpu: number;
}

function pscRows({ before, layout, vcpu, view }: PscRequest): PscRow[] {
  const now = readPsc(view, vcpu);
  const was = readPsc(before, vcpu);
  const same = (one: PscEntryView, other: PscEntryView): boolean =>
    one.level === other.level && one.gfn === other.gfn && one.frame === other.frame;
  const has = (list: readonly PscEntryView[], entry: PscEntryView): boolean =>
    list.some((other) => same(entry, other));
  return [
    ...now.map((entry) =>
      pscRow({
        vcpu,
        entry,
        stale: !leadsThere(view, layout, entry),
        change: has(was, entry) ? 'none' : 'filled',
      }),
    ),
    ...was
      .filter((entry) => !has(now, entry))
      .map((entry) => pscRow({ vcpu, entry, stale: false, change: 'dropped' })),
  ];
}

/** Does memory still lead a walk to the table that the cache remembers? */
function leadsThere(view: StateView, layout: SpteLayout, entry: PscEntryView): boolean {
  const step = walkTo(view, layout, entry.gfn).find(({ level }) => level === entry.level);
  return step?.kind === 'nonleaf' && childFrame(view, layout, step.spte) === entry.frame;
}

function pscRow({
  change,
  entry,
  stale,
  vcpu,
}: {
  vcpu: number;
  entry: PscEntryView;
  stale: boolean;
  change: CacheChange;
}): PscRow {
  const where = `${tableName(entry.level)}[${spteIndex(entry)}]`;
  const target = `${tableName(entry.level - 1)} ${hexOf(framePfn(entry.frame))}`;
  const state = change === 'dropped' ? 'dropped by this step' : stale ? 'stale' : 'as in memory';
  return {
    key: `psc-${vcpu}-${entry.level}-${hexOf(entry.gfn)}-${entry.frame}`,
    text: `${entry.level}:${spteIndex(entry)}→${hexOf(framePfn(entry.frame))}`,
    stale,
    change,
    label: `${where} leads to ${target}: ${state}`,
  };
}
