/**
 * A mirror of cells built by hand, and a run recorded while it is changed by hand: tests of pictures
 * need no engine.
 */
import { present } from '../../../base/assert.ts';
import { MutableWord64, type Word64 } from '../../../base/word64.ts';
import { makeNonleafSpte } from '../../../engine/layout/make-nonleaf-spte.ts';
import { makeSpte, type MakeSpteRequest } from '../../../engine/layout/make-spte.ts';
import type { SpteLayout } from '../../../engine/layout/spte-layout.ts';
import { readSpte, spteCell, type StateView } from '../../../engine/state/readers.ts';
import { framePfn, guestPageOf, hostPageOf, type StateShape } from '../../../engine/state/shape.ts';
import {
  CALL_DEPTH_MAX,
  FRAME_LIFE,
  HOST_PTE,
  PSC_FLAGS,
  TLB_FLAGS,
  buildStateMap,
  cellOf,
  type StateMap,
} from '../../../engine/state/state-map.ts';
import type { SpteAccess, StepRecord } from '../../../protocol/run.ts';
import type { SptePlace } from '../changes.ts';

export interface TlbFill {
  readonly gfn: number;
  readonly pfn: number;
  /** Letters of R, W, X, D. */
  readonly bits: string;
  readonly level?: number;
}

export interface LeafRequest {
  readonly pfn: number;
  /** Letters out of W, A, D, H, M (host- and MMU-writable); R and X are always there. */
  readonly bits: string;
}

export interface StepRequest extends Partial<
  Pick<StepRecord, 'label' | 'fn' | 'code' | 'access' | 'text' | 'pc' | 'violations' | 'writer'>
> {
  readonly actor: number;
  /** The SPTE it reads or writes. */
  readonly at?: SptePlace & { readonly level: number; readonly gfn: number };
  readonly seen?: Word64;
}

export class MirrorBuilder {
  readonly map: StateMap;
  readonly cells: Uint32Array;
  readonly layout: SpteLayout;
  readonly records: StepRecord[] = [];

  constructor(layout: SpteLayout, shape: StateShape) {
    this.layout = layout;
    this.map = buildStateMap(shape);
    this.cells = new Uint32Array(this.map.memory.cellCount);
  }

  get view(): StateView {
    const { cells, map } = this;
    return { map, cells: { read: (cell) => present(cells[cell], `no cell ${cell}`) } };
  }

  set(
    region: Exclude<keyof StateMap, 'shape' | 'memory'>,
    at: { record?: number; field: string },
    value: number,
  ): void {
    this.cells[cellOf(this.map[region], at)] = value;
  }

  setSpte(place: SptePlace, spte: Word64): void {
    const cell = spteCell(this.map, place);
    this.cells[cell] = spte.lo;
    this.cells[cell + 1] = spte.hi;
  }

  frame(
    frame: number,
    { level, gfn, life = 'linked' }: { level: number; gfn: number; life?: keyof typeof FRAME_LIFE },
  ): void {
    this.set('sp', { record: frame, field: 'life' }, FRAME_LIFE[life]);
    this.set('sp', { record: frame, field: 'level' }, level);
    this.set('sp', { record: frame, field: 'gfn' }, gfn);
  }

  link(place: SptePlace, child: number): void {
    const out = new MutableWord64();
    makeNonleafSpte(this.layout, { childPfn: framePfn(child), adDisabled: false }, out);
    this.setSpte(place, out);
  }

  leaf(request: LeafRequest): Word64 {
    return leafSpte(this.layout, request);
  }

  tlb(vcpu: number, slot: number, { bits, gfn, level = 1, pfn }: TlbFill): void {
    const record = vcpu * this.map.shape.tlbEntries + slot;
    const letters = (['R', 'W', 'X', 'D'] as const).filter((letter) => bits.includes(letter));
    const flags = letters.reduce((sum, letter) => sum | TLB_FLAGS[letter], 0);
    this.set(
      'tlb',
      { record, field: 'flags' },
      flags | TLB_FLAGS.VALID | TLB_FLAGS.AD | (level << TLB_FLAGS.LEVEL_SHIFT),
    );
    this.set('tlb', { record, field: 'gfn' }, gfn);
    this.set('tlb', { record, field: 'pfn' }, pfn);
    this.set('tlb', { record, field: 'root' }, 1);
  }

  dropTlb(vcpu: number, slot: number): void {
    const record = vcpu * this.map.shape.tlbEntries + slot;
    for (const field of this.map.tlb.fields) this.set('tlb', { record, field }, 0);
  }

  psc(
    vcpu: number,
    slot: number,
    { frame, gfn, level }: { level: number; gfn: number; frame: number },
  ): void {
    const record = vcpu * this.map.shape.pscEntries + slot;
    this.set(
      'psc',
      { record, field: 'flags' },
      PSC_FLAGS.VALID | 7 | (level << PSC_FLAGS.LEVEL_SHIFT),
    );
    this.set('psc', { record, field: 'gfn' }, gfn);
    this.set('psc', { record, field: 'frame' }, frame + 1);
    this.set('psc', { record, field: 'root' }, 1);
  }

  hostPte(
    gfn: number,
    { present: mapped = true, writable = true }: { present?: boolean; writable?: boolean } = {},
  ): void {
    const record = guestPageOf(this.map.shape, gfn);
    const flags = (mapped ? HOST_PTE.PRESENT : 0) | (writable ? HOST_PTE.WRITABLE : 0);
    this.set('host_pte', { record, field: 'flags' }, flags);
  }

  pageFlags(pfn: number, flags: number): void {
    this.set('page', { record: hostPageOf(this.map.shape, pfn), field: 'flags' }, flags);
  }

  content(gfn: number, version: number): void {
    this.set('content', { record: guestPageOf(this.map.shape, gfn), field: 'version' }, version);
  }

  pc(actor: number, pc: number, stack: readonly number[] = []): void {
    this.set('thread', { record: actor, field: 'pc' }, pc);
    for (let i = 0; i < CALL_DEPTH_MAX; i++) {
      this.set('thread', { record: actor, field: `return${i}` }, stack[i] ?? 0);
    }
  }

  /** Records what `change` does to the cells as one step of the run. */
  step(request: StepRequest, change: () => void): StepRecord {
    const before = this.cells.slice();
    const spteBefore = request.at === undefined ? null : readSpte(this.view, request.at);
    change();
    const diff: number[] = [];
    before.forEach((old, cell) => {
      const value = this.cells[cell] ?? 0;
      if (old !== value) diff.push(cell, old, value);
    });
    const record: StepRecord = {
      n: this.records.length + 1,
      choice: { actor: request.actor, variant: 0 },
      program: 'by hand',
      pc: request.pc ?? 0,
      label: request.label ?? '',
      fn: request.fn ?? '',
      code: request.code ?? '',
      access: request.access ?? 'none',
      text: request.text ?? '',
      diff: Uint32Array.from(diff),
      spte: this.#accessOf(request, spteBefore),
      writer: request.writer ?? null,
      violations: request.violations ?? [],
      digest: '0'.repeat(16),
    };
    this.records.push(record);
    return record;
  }

  #accessOf({ at, seen }: StepRequest, before: Word64 | null): SpteAccess | null {
    if (at === undefined || before === null) return null;
    return { ...at, before, after: readSpte(this.view, at), seen: seen ?? null };
  }
}

const FAULT: Omit<MakeSpteRequest, 'pfn'> = {
  level: 1,
  gfn: 0,
  access: 7,
  hostWritable: true,
  prefetch: false,
  sync: false,
  oldSpte: { lo: 0, hi: 0 },
  wrTracked: false,
  slotDirty: false,
  nxHuge: false,
  hostMmio: false,
  adDisabled: false,
  guestMode: false,
};

/** A 4K leaf as the kernel makes it, less the bits that are not asked for. */
export function leafSpte(layout: SpteLayout, { bits, pfn }: LeafRequest): Word64 {
  const out = new MutableWord64();
  makeSpte(layout, { ...FAULT, pfn }, out);
  const { masks } = layout;
  if (!bits.includes('W')) out.clear(masks.writable);
  if (!bits.includes('A')) out.clear(masks.accessed);
  if (!bits.includes('D')) out.clear(masks.dirty);
  if (!bits.includes('H')) out.clear(masks.hostWritable);
  if (!bits.includes('M')) out.clear(masks.mmuWritable);
  return { lo: out.lo, hi: out.hi };
}
