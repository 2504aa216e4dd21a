/** What the model leaves out, in words: the same list for the page and the command line. */
import type { LimitFacts } from './model-facts.ts';

export const LIMITS: readonly LimitFacts[] = [
  {
    what: 'Memory is sequentially consistent; no store buffers.',
    so: 'A missing barrier cannot be shown. Each SPTE is one aligned 64-bit word, and the kernel orders what matters by full barriers.',
  },
  {
    what: 'A remote flush is one step, but where a scenario tells it at length.',
    so: 'A vCPU outside guest mode cannot use its TLB before it has served the request. What is not seen is the IPI, and that it makes a vCPU drain what it has logged.',
  },
  {
    what: 'TLBs and paging-structure caches have room for everything a scenario touches.',
    so: 'Nothing is evicted by itself; an entry goes by a flush, by a fault, or with its root.',
  },
  {
    what: 'Locks are not fair, and nobody spins.',
    so: 'An actor that waits just cannot move; every order of those that wait is tried.',
  },
  {
    what: 'Instructions, page contents and devices are not modelled.',
    so: 'A guest page is a number that counts its stores; emulated accesses retire.',
  },
  {
    what: "The guest's own page tables are not walked.",
    so: 'Accesses name guest frames; that a walk of them would dirty their pages is left out.',
  },
  {
    what: 'The host is as large as a scenario needs it: memory and page-table pages never run out.',
    so: 'Allocation failures and reclaim of page tables are not shown.',
  },
  {
    what: 'Of the 512 gfns of a large page, those are watched that a scenario names; there are no pages of 1 GiB.',
    so: 'Walks, copies and removals pass over the other 511 or take them along: they are no steps.',
  },
  {
    what: 'SPTEs of 32-bit hosts, which are written in halves, are not modelled.',
    so: 'The TDP MMU exists on 64-bit hosts only.',
  },
  {
    what: 'A verdict is about the model.',
    so: 'What ties it to real kernels is listed here, with the numbers; what is not compared is not claimed.',
  },
];
