/**
 * A made-up trace of a guest on AMD: two vCPUs fault pages in, dirty logging takes W from them round
 * after round, writes get it back, aging and notifiers take Accessed and pages away. The changes are those a
 * kernel would make; the seed is fixed, so that every run measures the same bytes.
 */
const CHUNK_BYTES = 1 << 20;
const SEED = 20260101;
const PAGES = 1 << 18;
const FIRST_GFN = 0x100000;
const ENTRIES = 512;
const WRITABLE = 'e67';
const PROTECTED = 'e65';
const AGED = 'e47';

/** mulberry32: 32 bits of state are enough to shuffle pages. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
}

class TraceWriter {
  events = 0;
  text = '';
  private readonly random = randomFrom(SEED);
  /** What each page's SPTE ends in; undefined: empty. */
  private readonly pages = new Array<string | undefined>(PAGES);
  private readonly linked = new Set<number>();
  private time = 4_000_000;

  /** One thing that happens: a fault most of the time. */
  next(): void {
    const page = this.random(PAGES);
    const state = this.pages[page];
    if (state === undefined) this.fault(page);
    else if (state === PROTECTED) this.fastFault(page);
    else {
      const what = this.random(100);
      if (what < 70) this.protect(page);
      else if (what < 85) this.age(page);
      else this.unmap(page);
    }
  }

  link(level: number, gfn: number, frame: number): void {
    this.line(
      1,
      `kvm_mmu_get_page: sp gen 0 gfn ${gfn.toString(16)} l${level - 1} 8-byte q0 direct wux nxe ad root 0 sync new`,
    );
    this.changed(1, { gfn, level, old: '0', after: `${frame.toString(16)}827` });
  }

  private fault(page: number): void {
    const gfn = FIRST_GFN + page;
    const vcpu = page & 1;
    const pfn = (0x200000 + page).toString(16);
    const hex = gfn.toString(16);
    this.line(
      vcpu,
      `kvm_page_fault: vcpu ${vcpu} rip 0x1000 address 0x${`${hex}018`.padStart(16, '0')} error_code 0x100000006`,
    );
    this.line(vcpu, `kvm_mmu_spte_requested: gfn ${hex} pfn ${pfn} level 1`);
    const table = Math.floor(page / ENTRIES);
    if (!this.linked.has(table)) {
      this.linked.add(table);
      this.link(2, FIRST_GFN + table * ENTRIES, 0x100000 + table);
    }
    this.changed(vcpu, { gfn, level: 1, old: '0', after: pfn + WRITABLE });
    this.line(
      vcpu,
      `kvm_mmu_set_spte: gfn ${hex} spte ${pfn}${WRITABLE} (rwxu) level 1 at ${(0x100000 + table).toString(16)}${((page % ENTRIES) * 8).toString(16).padStart(3, '0')}`,
    );
    this.pages[page] = WRITABLE;
  }

  private fastFault(page: number): void {
    const hex = (FIRST_GFN + page).toString(16);
    const vcpu = page & 1;
    const pfn = (0x200000 + page).toString(16);
    this.line(
      vcpu,
      `kvm_page_fault: vcpu ${vcpu} rip 0x1000 address 0x${`${hex}018`.padStart(16, '0')} error_code 0x100000007`,
    );
    this.line(
      vcpu,
      `fast_page_fault: vcpu ${vcpu} gva ${hex}018 error_code P|W|U sptep 00000000${pfn.padStart(8, '0')} old 0x${pfn}${PROTECTED} new ${pfn}${WRITABLE} spurious 0 fixed 1`,
    );
    this.pages[page] = WRITABLE;
  }

  /** Dirty logging goes over a stretch of pages at a time. */
  private protect(page: number): void {
    const first = page - (page % 64);
    for (let other = first; other < first + 64; other++) {
      if (this.pages[other] === WRITABLE) this.become(2, other, PROTECTED);
    }
  }

  private age(page: number): void {
    if (this.pages[page] !== WRITABLE) return;
    this.line(3, 'kvm_age_hva: mmu notifier age hva: 0x00000025c58000 -- 0x00000025c59000');
    this.become(3, page, AGED);
  }

  private unmap(page: number): void {
    this.line(
      3,
      'kvm_unmap_hva_range: mmu notifier unmap range: 0x007fcb26c04000 -- 0x007fcb26c0c000',
    );
    const old = (0x200000 + page).toString(16) + (this.pages[page] ?? '');
    this.changed(3, { gfn: FIRST_GFN + page, level: 1, old, after: '0' });
    this.pages[page] = undefined;
  }

  private become(task: number, page: number, state: string): void {
    const pfn = (0x200000 + page).toString(16);
    const old = pfn + (this.pages[page] ?? '');
    this.changed(task, { gfn: FIRST_GFN + page, level: 1, old, after: pfn + state });
    this.pages[page] = state;
  }

  private changed(
    task: number,
    {
      after,
      gfn,
      level,
      old,
    }: {
      readonly gfn: number;
      readonly level: number;
      readonly old: string;
      readonly after: string;
    },
  ): void {
    this.line(
      task,
      `kvm_tdp_mmu_spte_changed: as id 0 gfn ${gfn.toString(16)} level ${level} old_spte ${old} new_spte ${after}`,
    );
  }

  private line(task: number, message: string): void {
    const { cpu, name } = TASKS[task] ?? TASKS[0];
    this.time += 1 + this.random(4);
    const text = String(this.time);
    this.text += `${name} [${cpu}] ...1. ${`${text.slice(0, -6)}.${text.slice(-6)}`.padStart(12)}: ${message}\n`;
    this.events += 1;
  }
}

const TASKS = [
  { name: '       CPU 0/KVM-260    ', cpu: '000' },
  { name: '       CPU 1/KVM-261    ', cpu: '001' },
  { name: ' qemu-system-x86-252    ', cpu: '001' },
  { name: '       kswapd0-45       ', cpu: '000' },
] as const;

/** Chunks of text, until there are `events` events. */
export function* generateTrace(events: number): Generator<Uint8Array> {
  const made = new TraceWriter();
  const encoder = new TextEncoder();
  made.link(4, 0, 0xffffe);
  made.link(3, 0x100000, 0xfffff);
  while (made.events < events) {
    made.next();
    if (made.text.length < CHUNK_BYTES) continue;
    yield encoder.encode(made.text);
    made.text = '';
  }
  yield encoder.encode(made.text);
}
