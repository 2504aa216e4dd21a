/**
 * What can be seen of the end of a run, in words: which pages the host and the guest are left with, how
 * far each vCPU got, who waits for ever. Two ends with the same words are the same outcome, whatever
 * TLBs, registers and page-table frames hold by then.
 */
import { MutableWord64 } from '../base/word64.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { spteToPfn } from '../engine/layout/predicates.ts';
import { spteKind, type SpteKind } from '../engine/layout/spte-kind.ts';
import type { Machine } from '../engine/machine.ts';
import {
  readExternalPage,
  readGuestPage,
  readHostPage,
  readLoggedPage,
  readSpte,
  readThread,
  readVmDead,
  spteIndex,
  type StateView,
} from '../engine/state/readers.ts';
import {
  FRAME_PFN_BASE,
  gfnOfGuestPage,
  guestPageCount,
  pfnOfBacking,
} from '../engine/state/shape.ts';
import { ROOT_FLAGS, cellOf } from '../engine/state/state-map.ts';

const KIND_WORDS: Readonly<Record<Exclude<SpteKind, 'nonleaf'>, string>> = {
  none: 'not mapped',
  mmio: 'marked MMIO',
  frozen: 'frozen',
  RO: 'mapped read-only',
  WT: 'write-tracked',
  WP: 'write-protected',
  WC: 'writable, clean',
  WD: 'writable, dirty',
  AT: 'access-tracked',
};

const ROOT_LEVEL = 4;

export class EndFacts {
  readonly #machine: Machine;
  readonly #view: StateView;
  /** What is said of each guest page at the start: only what has changed is worth a word. */
  readonly #atStart: readonly (readonly string[])[];

  /** Begins at the first state of the machine. */
  constructor(machine: Machine) {
    this.#machine = machine;
    this.#view = { map: machine.map, cells: machine.cells };
    this.#atStart = this.#pages();
  }

  /** Of the state the machine is in now. */
  read(): string[] {
    const pages = this.#pages()
      .filter((facts, page) => facts.join() !== this.#atStart[page]?.join())
      .flat();
    const dead = readVmDead(this.#view) ? ['KVM_BUG_ON() has stopped the VM'] : [];
    const facts = [...dead, ...this.#actors(), ...pages];
    return facts.length === 0 ? ['all pages are as they were'] : facts;
  }

  #actors(): string[] {
    const { actors } = this.#machine.config;
    return actors.flatMap(({ kind, title, operations }, actor) => {
      const waiting = this.#machine.nextStep(actor);
      if (waiting !== null) return [`${title} waits for ever for ${this.#machine.waitsFor(actor)}`];
      const done = readThread(this.#view, actor).op;
      if (kind !== 'vcpu' || done >= operations.length) return [];
      return [
        `${title} was stopped after ${done} of ${operations.length} ${operations.length === 1 ? 'access' : 'accesses'}`,
      ];
    });
  }

  /** By page. What a fact is about comes first, and a colon after it. */
  #pages(): string[][] {
    const { shape } = this.#view.map;
    return Array.from({ length: guestPageCount(shape) }, (_, page) => {
      const gfn = gfnOfGuestPage(shape, page);
      const words = [this.#mapping(gfn), ...this.#host(page), ...this.#copy(gfn)];
      return [...words, ...this.#external(gfn)].map((word) => `gfn 0x${gfn.toString(16)}: ${word}`);
    });
  }

  /** What the tables say, from each root that vCPUs may run on. */
  #mapping(gfn: number): string {
    const { root } = this.#view.map;
    const found = new Set<string>();
    for (let record = 0; record < root.count; record++) {
      const at = (field: string): number => this.#view.cells.read(cellOf(root, { record, field }));
      if ((at('flags') & (ROOT_FLAGS.VALID | ROOT_FLAGS.INVALID)) !== ROOT_FLAGS.VALID) continue;
      found.add(
        mappingWords(this.#view, this.#machine.config.layout, { gfn, root: at('frame') - 1 }),
      );
    }
    return [...found].join(' / ') || 'not mapped';
  }

  #host(page: number): string[] {
    const { shape } = this.#view.map;
    const gfn = gfnOfGuestPage(shape, page);
    const guest = readGuestPage(this.#view, gfn);
    const pages = Array.from({ length: shape.backings }, (_, backing) =>
      readHostPage(this.#view, pfnOfBacking(shape, { page, backing })),
    );
    const stores = guest?.version ?? 0;
    const told = pages.some((host) => host?.dirty === true);
    return [
      ...(stores === 0 ? [] : [`stored to ${timesWord(stores)}`]),
      ...(told ? ['host knows it is dirty'] : []),
      ...(stores > 0 && !told ? ['host not told it is dirty'] : []),
      ...(pages.some((host) => host?.freed === true) ? ['its pfn was freed'] : []),
    ];
  }

  /** What the other side of a migration has, once there has been one. */
  #copy(gfn: number): string[] {
    if (this.#view.cells.read(this.#view.map.migration.base) === 0) return [];
    const logged = readLoggedPage(this.#view, gfn);
    const version = readGuestPage(this.#view, gfn)?.version ?? 0;
    if (logged === null || version === 0) return [];
    const copied = logged.sent === version ? 'copied' : `copy is ${version - logged.sent} behind`;
    return [logged.marked ? `${copied}, still marked` : copied];
  }

  #external(gfn: number): string[] {
    const page = readExternalPage(this.#view, gfn);
    if (page === null || page.installs === 0) return [];
    const times = timesWord(page.installs);
    return [`installed externally ${times}${page.present ? '' : ', and removed'}`];
  }
}

function mappingWords(
  view: StateView,
  layout: SpteLayout,
  { gfn, root }: { gfn: number; root: number },
): string {
  const spte = new MutableWord64();
  let frame = root;
  for (let level = ROOT_LEVEL; level >= 1; level--) {
    const { lo, hi } = readSpte(view, { frame, index: spteIndex({ gfn, level }) });
    spte.lo = lo;
    spte.hi = hi;
    const kind = spteKind(layout, spte, level);
    if (kind !== 'nonleaf') return KIND_WORDS[kind];
    frame = spteToPfn(layout, spte) - FRAME_PFN_BASE;
    if (frame < 0 || frame >= view.map.shape.frames) return KIND_WORDS.none;
  }
  return KIND_WORDS.none;
}

function timesWord(times: number): string {
  if (times === 1) return 'once';
  return times === 2 ? 'twice' : `${times} times`;
}
