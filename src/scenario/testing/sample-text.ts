/** A small scenario for tests, and ways to spoil it. */

export const SAMPLE_TEXT = `version: 1
id: sample
title: A sample
summary: A store against a zap.
commits:
  - { title: A commit, commit: 'ba3a6120a4e7', url: 'https://example.org/ba3a' }
columns:
  - id: before
    title: Before
    profile: v5.18pre
    layout: v5.18pre/ept-ad-46
    expect: { P8: sometimes, P12: sometimes }
    shows: [P8]
  - id: after
    title: After
    profile: v5.18
    layout: v5.19/ept-ad-46
memslots:
  - { gfn: 0x200, pages: 8, pfn: 0x9a00 }
  - { gfn: 0x400, pages: 2, pfn: 0xa000, writable: false }
mappings:
  - { gfn: 0x205, spte: WC }
  - { gfn: 0x400, spte: RO A=0 }
tlb:
  - { vcpu: 1, gfn: 0x400, caches: R X }
choices:
  pscStart: true
actors:
  - vcpu: 0
    ops: [store 0x205]
  - { vcpu: 1, id: reader, title: the reader, ops: [load 0x400] }
  - { host: zap, ops: [zap 0x205] }
focus: 0x205
story:
  - say: Once upon a time.
  - run: zap 7
    say: The zapper reads.
  - run: [vcpu0 5, reader]
    say: The vCPUs access.
    look: The TLBs.
`;

/** The sample with one piece of text replaced; it must be there. */
export function sampleWith(from: string, to: string): string {
  if (!SAMPLE_TEXT.includes(from)) throw new Error(`the sample has no ${from}`);
  return SAMPLE_TEXT.replace(from, () => to);
}
