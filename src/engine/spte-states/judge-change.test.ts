/** The values are those of real kernels, from their traces, unless they are wrong on purpose. */
import { describe, expect, test } from 'vitest';
import { word64Of } from '../../base/word64.ts';
import { LAYOUTS, layoutOf } from '../layout/registry.ts';
import { SpteJudge, type SpteChange } from './judge-change.ts';
import { DELTA } from './bit-delta.ts';
import { SPTE_STATES } from './moves.ts';
import { SPTE_TRANSITIONS, transitionsOf } from './transitions.ts';

type Known = Omit<SpteChange, 'level' | 'old' | 'new'> & { readonly level?: number };

function judge(layout: string, [old, after]: readonly [bigint, bigint], known: Known = {}): string {
  const change = { level: 1, ...known, old: word64Of(old), new: word64Of(after) };
  const judgement = new SpteJudge(layoutOf(layout)).judge(change);
  if (judgement.verdict === 'unchanged') return 'unchanged';
  const { from, to } = judgement;
  if (judgement.verdict === 'legal') return `${from} > ${to}: ${judgement.transition.id}`;
  return `${from} > ${to}: illegal, ${[judgement.reason, ...judgement.bits].join(' ')}`;
}

const EPT = 'v5.19/ept-ad-46';
const EPT_NOAD = 'v5.19/ept-noad-46';
const NPT = 'v5.19/npt-48';

describe('the table', () => {
  test('[STATE-1] ids are unique, and each kind of change that must be may be', () => {
    const ids = SPTE_TRANSITIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { may, must } of SPTE_TRANSITIONS)
      expect(may).toEqual(expect.arrayContaining([...must]));
  });

  test('[STATE-1] every state can be come to and left, with the SPTEs of every kernel', () => {
    for (const kernel of new Set(LAYOUTS.map((layout) => layout.kernel))) {
      const moves = transitionsOf(kernel).flatMap((row) =>
        Object.entries(row.moves).flatMap(([from, to]) =>
          to.map((state) => [from, state] as const),
        ),
      );
      for (const state of SPTE_STATES) {
        expect(moves.some(([from, to]) => from === state && to !== state)).toBe(true);
        expect(moves.some(([from, to]) => to === state && from !== state)).toBe(true);
      }
    }
  });

  test('[STATE-1] a kind of change is one bit, and its clearing the next one', () => {
    const bits = Object.values(DELTA);
    expect(new Set(bits).size).toBe(bits.length);
    for (const bit of bits) expect(Math.log2(bit) % 1).toBe(0);
    for (const name of ['A', 'D', 'W', 'M', 'H'] as const) {
      expect(DELTA[`${name}-`]).toBe(DELTA[`${name}+`] * 2);
    }
  });
});

describe('legal changes', () => {
  test.each([
    [NPT, [0n, 0x1026e67n], 'none > WD: map'],
    [NPT, [0x1026e67n, 0x1026e65n], 'WD > WP: log_wrprot'],
    [NPT, [0x1026e65n, 0x1026e67n], 'WP > WD: remap'],
    [NPT, [0x1026e67n, 0x1026e47n], 'WD > WD: age'],
    [NPT, [0x1026e67n, 0x1026e27n], 'WD > WC: remap_clean'],
    [NPT, [0x1026825n, 0x1026e67n], 'RO > WD: remap'],
    [NPT, [0x1026825n, 0n], 'RO > none: zap'],
    [NPT, [0x5a0n, 0n], 'frozen > none: thaw'],
    [EPT, [0x600_0000_0299_fb77n, 0x600_0000_0299_fa77n], 'WD > WD: age'],
    [EPT, [0x600_0000_0299_fb77n, 0x600_0000_0299_f977n], 'WD > WC: remap_clean'],
    [EPT, [0x600_0000_0299_f977n, 0x600_0000_0299_fb77n], 'WC > WD: remap'],
    [EPT_NOAD, [0x610_0000_0299_f877n, 0x750_0000_0299_f870n], 'WD > AT: access_track'],
    [EPT_NOAD, [0x750_0000_0299_f870n, 0x610_0000_0299_f875n], 'AT > WP: fast_restore'],
  ] as const)('[STATE-2] %s: of %s a trace tells no more than that %s', (layout, values, told) => {
    expect(judge(layout, values)).toBe(told);
  });

  test('[STATE-2] all rows that a change could be are told, the usual ones first', () => {
    const candidates = (values: readonly [bigint, bigint]): readonly string[] =>
      new SpteJudge(layoutOf(EPT))
        .candidates({ level: 1, old: word64Of(values[0]), new: word64Of(values[1]) })
        .map(({ id }) => id);
    expect(candidates([0x600_0000_0299_fb77n, 0x600_0000_0299_f977n])).toEqual([
      'remap_clean',
      'log_clear_dirty',
      'reap_clear_dirty',
    ]);
    expect(candidates([0x600_0000_0299_fb77n, 0x600_0000_0299_fa77n])).toEqual([
      'age',
      'prefetch_over',
    ]);
    expect(candidates([0x600_0000_0299_fb77n, 0x600_0000_0300_0b77n])).toEqual([]);
  });

  test('[STATE-2] knowing the path tells which of several rows it is', () => {
    const clean = [0x600_0000_0299_fb77n, 0x600_0000_0299_f977n] as const;
    expect(judge(EPT, clean, { paths: ['logEnable'] })).toBe('WD > WC: log_clear_dirty');
    expect(judge(EPT, clean, { paths: ['logReap'] })).toBe('WD > WC: reap_clear_dirty');
    const dirty = [0x600_0000_0299_f977n, 0x600_0000_0299_fb77n] as const;
    expect(judge(EPT, dirty, { paths: ['cpu'] })).toBe('WC > WD: dirty');
    const writable = [0x600_0000_0299_fb75n, 0x600_0000_0299_fb77n] as const;
    expect(judge(EPT, writable, { paths: ['fastPageFault'] })).toBe('WP > WD: fast_fix_writable');
  });

  test('[STATE-2] a large leaf may be split; a link may be taken away, or frozen first', () => {
    const table = 0x1026907n;
    const split = { paths: ['split'] } as const;
    expect(judge(EPT, [0x600_0000_4000_0bf7n, table], { ...split, level: 2 })).toBe(
      'WD > nonleaf: split',
    );
    expect(judge(EPT, [table, 0n], { paths: ['unlink'], level: 2 })).toBe('nonleaf > none: unlink');
    expect(judge(EPT, [table, 0x5a0n], { paths: ['unlink'], level: 2 })).toBe(
      'nonleaf > frozen: freeze',
    );
  });

  test('[STATE-2] a change that changes nothing is none', () => {
    expect(judge(EPT, [0x907n, 0x907n])).toBe('unchanged');
  });
});

describe('illegal changes', () => {
  test('[STATE-3] a leaf keeps its page', () => {
    expect(judge(NPT, [0x1026e67n, 0x1027e67n])).toBe('WD > WD: illegal, pfn-changed pfn');
  });

  test('[STATE-3] a link keeps its table', () => {
    expect(judge(NPT, [0x1026827n, 0x1027827n], { level: 2 })).toBe(
      'nonleaf > nonleaf: illegal, no-such-transition',
    );
  });

  test('[STATE-3] W needs MMU-writable, and that needs host-writable', () => {
    expect(judge(NPT, [0n, 0x1026a67n])).toBe('none > WD: illegal, writable-bits');
    expect(judge(NPT, [0n, 0x1026c65n])).toBe('none > WP: illegal, writable-bits');
  });

  test('[STATE-3] an entry is not something between empty and frozen', () => {
    expect(judge(NPT, [0x5a0n, 0x580n])).toBe('frozen > none: illegal, no-such-value');
    expect(judge(NPT, [0x580n, 0x1026e67n])).toBe('none > WD: illegal, no-such-value');
  });

  test('[STATE-3] aging may not clear Dirty along with Accessed', () => {
    const clobber = [0x600_0000_0299_fb77n, 0x600_0000_0299_f877n] as const;
    expect(judge(EPT, clobber, { paths: ['age'] })).toBe('WD > WC: illegal, bits D-');
  });

  test('[STATE-3] without mmu_lock nobody makes a leaf writable that was not MMU-writable', () => {
    const grant = [0x1026865n, 0x1026e67n] as const;
    expect(judge(NPT, grant, { paths: ['map'], lock: 'read' })).toBe('RO > WD: remap');
    expect(judge(NPT, grant, { paths: ['map'], lock: 'none' })).toBe('RO > WD: illegal, lock');
    expect(judge(NPT, grant, { paths: ['fastPageFault'], lock: 'none' })).toBe(
      'RO > WD: illegal, not-by-this-path',
    );
  });

  test('[STATE-3] with mmu_lock held for read only, a plain store is not the way', () => {
    const zapped = [0x1026827n, 0n] as const;
    const how = { paths: ['zapRoot'], lock: 'read', level: 2 } as const;
    expect(judge(NPT, zapped, { ...how, op: 'cas' })).toBe('nonleaf > none: zap_root');
    expect(judge(NPT, zapped, { ...how, op: 'or' })).toBe('nonleaf > none: illegal, op');
  });

  test('[STATE-3] only an SPTE without A/D bits is access-tracked', () => {
    const [old, tracked] = [0x600_0000_0299_fb77n, 0x750_0000_0299_fb70n];
    expect(judge(EPT, [old, tracked], { paths: ['age'] })).toContain('illegal');
    expect(
      judge(EPT_NOAD, [0x610_0000_0299_f877n, 0x610_0000_0299_f977n], { paths: ['cpu'] }),
    ).toContain('illegal');
  });

  test('[STATE-4] what a row says of some kernels is illegal in others', () => {
    const lost = [0x8600_0000_0299_fb77n, 0x8600_0000_0299_f977n] as const;
    const known = { paths: ['map'] } as const;
    expect(judge('v6.12/ept-ad-46', lost, known)).toBe('WD > WC: remap_clean');
    expect(judge('v6.17/ept-ad-46', lost, known)).toBe('WD > WC: illegal, bits D-');
  });
});
