/** The largest machine that the picture has to stay readable and quick with: for tests, not shipped. */
import { deflateRawSync } from 'node:zlib';
import { toBase64Url } from '../src/link/base64url.ts';
import { encodeCompareLink } from '../src/link/encode-compare-link.ts';
import { encodeLink } from '../src/link/encode-link.ts';

const FIRST_GFN = 0x200;
const STATES = ['WD', 'WC', 'WP', 'RO', 'WC A=0', 'WP D=1'];
const OPS_EACH = 8;

const hex = (value: number): string => `0x${value.toString(16)}`;

export interface Crowd {
  /** Mapped 4 KiB pages: with 512 the lowest table is full. */
  readonly pages: number;
  /** The schedule to open it with, instead of its story. */
  readonly run?: string;
}

/** Long enough for a run of more than 10,000 steps, when there are enough pages. */
function aging(pages: number): string {
  const all = `clear_young ${hex(FIRST_GFN)}..${hex(FIRST_GFN + pages - 1)}`;
  return ['clear_flush_young 0x200..0x203', ...Array.from({ length: 14 }, () => all)].join(', ');
}

function scenarioText(pages: number): string {
  const mappings = Array.from(
    { length: pages },
    (_, i) => `  - { gfn: ${hex(FIRST_GFN + i)}, spte: ${STATES[i % STATES.length] ?? ''} }`,
  );
  const vcpus = Array.from({ length: 4 }, (_, vcpu) => {
    const ops = Array.from({ length: OPS_EACH }, (_, i) => {
      const gfn = hex(FIRST_GFN + ((vcpu + 4 * i) % Math.min(pages, 64)));
      return `${i % 2 === 0 ? 'store' : 'load'} ${gfn}`;
    });
    return `  - { vcpu: ${vcpu}, ops: [${ops.join(', ')}] }`;
  });
  return `version: 1
id: crowded
title: Four vCPUs and three host threads over ${pages} pages
summary: For tests of the picture.
columns:
  - { id: kernel, title: As in the kernel, profile: v6.0, layout: v5.19/ept-ad-pml-46 }
  - { id: spte-first, title: Entries first, profile: v6.0, layout: v5.19/ept-ad-pml-46, flags: { getOrder: spteFirst } }
memslots:
  - { gfn: ${hex(FIRST_GFN)}, pages: ${pages}, pfn: 0x9a00 }
mappings:
${mappings.join('\n')}
actors:
${vcpus.join('\n')}
  - { host: migration, ops: [enable_dirty_log 0x200, get_dirty_log 0x200, last_dirty_log 0x200] }
  - { host: zap, title: zapper, ops: [zap 0x205, zap 0x206] }
  - { host: aging, ops: [${aging(pages)}] }
focus: 0x205
story:
  - say: A crowd.
  - run: [vcpu0 12, vcpu1 12, vcpu2 12, vcpu3 12]
    say: Everybody has a translation or two.
  - run: [aging 6, vcpu0 3, vcpu1 3]
    say: Aging has begun.
`;
}

function packedScenario({ pages }: Crowd): string {
  return toBase64Url(deflateRawSync(scenarioText(pages)));
}

/** The fragment of a link that compares its two kernels. */
export function crowdedComparison(crowd: Crowd): string {
  return encodeCompareLink({
    source: { kind: 'custom', packed: packedScenario(crowd) },
    left: 'kernel',
    right: 'spte-first',
    run: crowd.run ?? null,
    otherRun: null,
    at: 0,
    look: 'side',
    selection: null,
    digests: null,
  });
}

/** The fragment of a link that opens it. */
export function crowdedLink(crowd: Crowd): string {
  const packed = packedScenario(crowd);
  return encodeLink({
    source: { kind: 'custom', packed },
    column: null,
    run: crowd.run ?? null,
    at: null,
    selection: null,
    digest: null,
  });
}
