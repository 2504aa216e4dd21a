/** What the words of the stories mean, for somebody who meets them for the first time. */

export interface GlossaryTerm {
  readonly term: string;
  /** What it stands for, if it is short for something. */
  readonly long?: string;
  readonly meaning: string;
  /** Other ways in which it is written in a text, as parts of a regular expression. */
  readonly also?: readonly string[];
}

/** In the order in which one builds on the other. */
export const GLOSSARY: readonly GlossaryTerm[] = [
  {
    term: 'KVM',
    long: 'Kernel-based Virtual Machine',
    meaning: 'the hypervisor in Linux: it runs guests, and keeps their page tables',
  },
  {
    term: 'guest',
    meaning: 'the virtual machine. Its memory is memory of the host, page by page',
    also: ['guests'],
  },
  {
    term: 'host',
    meaning: 'the Linux that KVM is part of. It may take a page of the guest back at any time',
  },
  {
    term: 'vCPU',
    long: 'virtual CPU',
    meaning: 'a CPU of the guest: a thread of the host that is now in the guest, now in KVM',
    also: ['vCPUs'],
  },
  {
    term: 'gfn',
    long: 'guest frame number',
    meaning: 'the number of a 4 KiB page as the guest counts them',
    also: ['gfns', 'GFN'],
  },
  {
    term: 'pfn',
    long: 'page frame number',
    meaning: 'the number of a 4 KiB page of real memory',
    also: ['pfns'],
  },
  {
    term: 'EPT',
    long: 'extended page tables',
    meaning:
      "the second set of page tables on Intel's CPUs: from gfns to pfns. They are the hypervisor's, the CPU walks them",
  },
  {
    term: 'MMU',
    long: 'memory management unit',
    meaning: 'what translates addresses. In KVM: the code that keeps the tables for it',
  },
  {
    term: 'TDP',
    long: 'two-dimensional paging',
    meaning:
      'page tables of the guest and of the hypervisor, walked together by the CPU (EPT, or NPT on AMD). The TDP MMU is the part of KVM that keeps them and can work in parallel',
    also: ['TDP MMU'],
  },
  {
    term: 'page table',
    meaning:
      '512 entries of 64 bits. Four levels of them lead from a gfn to a pfn; nine bits of the gfn choose the entry at each',
    also: ['page tables'],
  },
  {
    term: 'entry',
    long: 'SPTE',
    meaning:
      'one of the 512 entries of a table: it leads to a table of the next level, or maps a page',
    also: ['entries', 'SPTEs?'],
  },
  {
    term: 'W',
    meaning: 'the bit that lets the guest write. Without it a store faults, and KVM learns of it',
    also: ['writable'],
  },
  {
    term: 'MMU-writable',
    long: 'MW',
    meaning: 'a bit of KVM in the entry: W may be given back to it by the fast page fault',
    also: ['MW'],
  },
  {
    term: 'Accessed',
    meaning: 'the bit that the CPU sets when it uses the entry',
    // Alone it is the article, more often than not.
    also: ['A(?= (?:and|or) D\\b| bits\\b|[=,.:;)/])'],
  },
  {
    term: 'Dirty',
    meaning:
      'the bit that the CPU sets in the entry when the guest stores to its page. Nobody tells KVM: it has to read it before it throws the entry away',
    also: ['D', 'Dirty bit'],
  },
  {
    term: 'volatile bits',
    meaning:
      'bits that may change without mmu_lock being held: those the CPU sets, and W where the fast page fault may give it back',
    also: ['volatile'],
  },
  {
    term: 'TLB',
    long: 'translation lookaside buffer',
    meaning:
      'where a CPU keeps translations. It may use them after the entry has changed, until it is flushed',
    also: ['TLBs'],
  },
  {
    term: 'paging-structure cache',
    long: 'PSC',
    meaning:
      'where a CPU keeps upper levels of a walk. It may begin at a table that has been taken away since',
    also: ['PSC'],
  },
  {
    term: 'flush',
    meaning: 'makes CPUs forget what their TLBs and paging-structure caches hold',
    also: ['flushes', 'flushed', 'flushing'],
  },
  {
    term: 'walk',
    meaning: 'the way of the CPU, or of KVM, from the root table down to an entry',
    also: ['walks', 'walker'],
  },
  {
    term: 'fault',
    long: 'EPT violation',
    meaning:
      'the CPU finds no translation, or one that forbids the access, and leaves the guest for KVM to mend it',
    also: ['faults', 'page fault'],
  },
  {
    term: 'fast page fault',
    meaning: 'gives W back to an entry by a compare-exchange, without mmu_lock',
    also: ['PF'],
  },
  {
    term: 'mmu_lock',
    meaning:
      "the lock around KVM's page tables. Held for writing by one, or for reading by many; CPUs know nothing of it",
  },
  {
    term: 'RCU',
    long: 'read-copy-update',
    meaning:
      'lets readers walk without a lock: what they may still look at is freed only when all of them are gone',
    also: ['grace period', 'call_rcu\\(\\)', 'SRCU'],
  },
  {
    term: 'plain store',
    meaning: 'writes a value whatever is there. What somebody has set since one looked is gone',
    also: ['plain stores'],
  },
  {
    term: 'XCHG',
    meaning: 'writes a value and brings back the one that was there, in one step',
    also: ['exchange'],
  },
  {
    term: 'compare-exchange',
    long: 'CMPXCHG',
    meaning: 'writes only if the value is still the one expected',
    also: ['CMPXCHG', 'compare and exchange'],
  },
  {
    term: 'locked AND',
    meaning: 'clears some bits in one step, and leaves all others as they are',
    also: ['AND', 'OR'],
  },
  {
    term: 'frozen',
    meaning: 'a value that says: somebody is at work on this entry, come again',
    also: ['freezes', 'REMOVED_SPTE'],
  },
  {
    term: 'zap',
    meaning: 'empties entries, so that their pages are no longer mapped',
    also: ['zaps', 'zapped', 'zapper'],
  },
  {
    term: 'notifier',
    meaning: 'the host tells KVM that it is about to take pages back, and when it is done',
    also: ['notifiers', 'invalidate'],
  },
  {
    term: 'memslot',
    meaning: 'a range of gfns, and the memory of the process behind it',
    also: ['memslots', 'slots_lock'],
  },
  {
    term: 'migration',
    meaning:
      'the guest moves to another machine while it runs: all pages are copied, then, in rounds, those written to since',
    also: ['round', 'rounds'],
  },
  {
    term: 'dirty log',
    meaning:
      'one bit a page of a memslot: the guest has written to it since the bit was last taken',
    also: ['dirty logging', 'KVM_(?:GET|CLEAR)_DIRTY_LOG', 'mark', 'marks', 'bitmap', 'logging'],
  },
  {
    term: 'PML',
    long: 'page-modification logging',
    meaning:
      'the CPU itself writes down the gfn whenever it sets Dirty; KVM empties the buffer at each exit',
  },
  {
    term: 'aging',
    meaning: 'the host asks which pages have been used lately, and clears Accessed',
    also: ['ages', 'ager'],
  },
  {
    term: 'write-protected',
    meaning: 'without W, so that the next store is noticed',
    also: ['write protection', 'write-protects', 'WP'],
  },
  {
    term: 'NX',
    long: 'no execute',
    meaning:
      'against a bug of some CPUs KVM maps huge pages without the right to execute, and splits one when it is executed',
  },
  {
    term: 'TDX',
    long: 'Trust Domain Extensions',
    meaning:
      'guests that the host cannot look into. The real table is the external one, kept by the TDX module; KVM keeps a mirror of it',
    also: ['mirror', 'S-EPT'],
  },
  {
    term: 'large page',
    meaning: 'one entry of level 2 that maps 2 MiB, in place of a table with 512 entries',
    also: ['large pages', 'huge page', 'huge pages', 'eager_page_split'],
  },
  {
    term: 'IPI',
    long: 'inter-processor interrupt',
    meaning: 'by which one CPU makes others flush',
    also: ['kick', 'kicks', 'kicked'],
  },
  {
    term: 'MMIO',
    meaning: 'addresses without memory behind them: an access leads to KVM, which plays the device',
  },
  { term: 'L2', meaning: 'a guest inside a guest', also: ['nested guest'] },
];

const PATTERNS: ReadonlyMap<GlossaryTerm, RegExp> = new Map(
  GLOSSARY.map((entry) => {
    const { also = [], term } = entry;
    const forms = [term.replace(/[()]/g, '\\$&'), ...also].join('|');
    return [entry, new RegExp(`(?<![\\w-])(?:${forms})(?![\\w-])`)];
  }),
);

const NOTHING = /(?!)/;

/** Finds a term of the glossary, in any of the ways in which it is written. */
export function termPattern(term: GlossaryTerm): RegExp {
  return PATTERNS.get(term) ?? NOTHING;
}

/** The terms that a text uses, in the order of the glossary. */
export function termsIn(text: string): readonly GlossaryTerm[] {
  return GLOSSARY.filter((term) => termPattern(term).test(text));
}
