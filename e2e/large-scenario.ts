/** A scenario whose search takes seconds: for what is done meanwhile. */
import { deflateRawSync } from 'node:zlib';
import { toBase64Url } from '../src/link/base64url.ts';
import { encodeLink } from '../src/link/encode-link.ts';

/** The scaling scenario with three vCPUs, which has 6,532,901 states. */
export const LARGE_SCENARIO = `
version: 1
id: large
title: Large
summary: For measuring.
columns:
  - { id: plain, title: plain, profile: v5.18pre, layout: v5.18pre/ept-ad-46, flags: { enableFlush: always } }
memslots: [{ gfn: 0x200, pages: 2, pfn: 0x9a00 }]
mappings: [{ gfn: 0x200, spte: WC }, { gfn: 0x201, spte: WC }]
actors:
  - { vcpu: 0, ops: [store 0x200] }
  - { vcpu: 1, ops: [store 0x201] }
  - { vcpu: 2, ops: [store 0x200] }
  - { host: migration, ops: [enable_dirty_log 0x200, get_dirty_log 0x200, last_dirty_log 0x200] }
`;

/** The fragment of a link that opens it. */
export function largeLink(): string {
  const packed = toBase64Url(deflateRawSync(LARGE_SCENARIO));
  return encodeLink({
    source: { kind: 'custom', packed },
    column: null,
    run: null,
    at: null,
    selection: null,
    digest: null,
  });
}
