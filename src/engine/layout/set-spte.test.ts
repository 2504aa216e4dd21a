import { describe, expect, it } from 'vitest';
import { MutableWord64, hex64, word64Of } from '../../base/word64.ts';
import type { MakeSpteRequest } from './make-spte.ts';
import { layoutOf } from './registry.ts';
import {
  SET_SPTE_FLUSH,
  SET_SPTE_MARK_DIRTY,
  SET_SPTE_WRPROT,
  setSpte,
  setSpteWarnings,
} from './set-spte.ts';
import { makeRequest } from './testing/make-request.ts';

describe('set_spte() of v4.15', () => {
  const layout = layoutOf('v4.15/ept-ad-46');

  function set(make: Partial<MakeSpteRequest>, change: { lpageDisallowed?: boolean } = {}) {
    const out = new MutableWord64();
    const result = setSpte(
      layout,
      {
        make: makeRequest(layout, make),
        lpageDisallowed: false,
        mmio: { gfn: 0x405, access: 7, generation: 6 },
        hasSlot: true,
        ...change,
      },
      out,
    );
    return { result, spte: hex64(out) };
  }

  it('[SPTE-41] makes a writable leaf, and marks the gfn whether the memslot logs or not', () => {
    expect(set({})).toEqual({ result: SET_SPTE_MARK_DIRTY, spte: '0x1234f77' });
    expect(set({ wrTracked: true })).toEqual({ result: SET_SPTE_WRPROT, spte: '0x1234575' });
  });

  it('[SPTE-41] over W, without can_unsync, neither D nor the tracking check nor a mark', () => {
    const oldSpte = word64Of(0x123_4f77n);
    const kept = { result: SET_SPTE_FLUSH, spte: '0x1234d77' };
    expect(set({ oldSpte, wrTracked: true, prefetch: false })).toEqual(kept);
    expect(set({ oldSpte, wrTracked: true, sync: true }).result).toBe(
      SET_SPTE_WRPROT + SET_SPTE_FLUSH,
    );
  });

  it('[SPTE-41] leaves a large page alone that has been split meanwhile', () => {
    const old = word64Of(0x120_0ff5n);
    const large = { level: 2, pfn: 0x1200, oldSpte: old };
    expect(set(large, { lpageDisallowed: true })).toEqual({ result: 0, spte: hex64(old) });
    expect(set({ ...large, access: 5 }, { lpageDisallowed: true }).result).toBe(SET_SPTE_FLUSH);
  });

  it('[SPTE-41] warns of tracking what could not be given W back, and of another page', () => {
    const other = set({ oldSpte: word64Of(0x123_5f77n), sync: true });
    expect(setSpteWarnings(other.result)).toBe(1);
  });
});
