import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../engine/layout/registry.ts';
import { goldenBytes, goldenTrace, traceOf } from '../testing/golden.ts';

const LINE = '              kt-244     [000] ...1.     4.660636: kvm_tdp_mmu_spte_changed: ';

function layoutOfChanges(...changes: readonly string[]): readonly [string, number] {
  const { detected } = traceOf(changes.map((change) => `${LINE}${change}\n`).join(''));
  return [detected.layout.id, detected.rootLevel];
}

describe('the layout of a trace', () => {
  test.each([
    ['linux-6.1-npt.b1_dirty_log', 'v5.19/npt-48', 4],
    ['linux-6.12-npt.s1_smm', 'v6.12/npt-48', 4],
    ['linux-6.1-ept.b3_dirty_ring', 'v5.19/ept-ad-pml-46', 4],
    ['linux-6.1-ept-nopml.b1_dirty_log', 'v5.19/ept-ad-46', 4],
    ['linux-6.1-ept-noad.e2_pageout', 'v5.19/ept-noad-46', 4],
    ['linux-6.1-ept-noad.g1_ro_mmio', 'v5.19/ept-noad-40', 4],
    ['linux-6.1-npt-la57.g1_ro_mmio', 'v5.19/npt-48', 5],
  ])('%s: %s, %i levels', (scenario, id, rootLevel) => {
    const { detected } = goldenTrace(scenario);
    expect([detected.layout.id, detected.rootLevel]).toEqual([id, rootLevel]);
    expect(detected.reasons.length).toBeGreaterThan(1);
  });

  test('EPT since v6.10 has bit 63 in every SPTE', () => {
    expect(
      layoutOfChanges(
        'as id 0 gfn 0 level 4 old_spte 8000000000000000 new_spte 800000000859c907',
        'as id 0 gfn 1 level 1 old_spte 8000000000000000 new_spte 860000000859cb77',
      ),
    ).toEqual(['v6.12/ept-ad-46', 4]);
  });

  test('v7.2 has moved the bits of KVM, and its frozen value', () => {
    expect(
      layoutOfChanges(
        'as id 0 gfn 0 level 4 old_spte 8000000000000000 new_spte 8000000001234d07',
        'as id 0 gfn 1 level 1 old_spte 8000000000000000 new_spte 80a0000001234f77',
        'as id 0 gfn 1 level 1 old_spte 80a0000001234f77 new_spte 80000000000001a0',
      ),
    ).toEqual(['v7.2/ept-ad-46', 4]);
  });

  test('Accessed without hardware for it is v6.13 or later', () => {
    expect(
      layoutOfChanges(
        'as id 0 gfn 0 level 4 old_spte 8000000000000000 new_spte 8010000001234807',
        'as id 0 gfn 1 level 1 old_spte 8000000000000000 new_spte 8610000001234b77',
      ),
    ).toEqual(['v6.17/ept-noad-46', 4]);
  });

  test('may be said by the user instead, and the tables are rebuilt', () => {
    const trace = traceOf(goldenBytes('linux-6.1-npt.b1_dirty_log/trace.txt.gz'));
    trace.choose({ layout: layoutOf('v6.12/ept-ad-46'), rootLevel: 5 });
    expect(trace.detected.layout.id).toBe('v6.12/ept-ad-46');
    expect(trace.detected.reasons).toContain('The trace itself looks like v5.19/npt-48.');
    expect(trace.roots.all[0]!.level).toBe(5);
    trace.choose({});
    expect(trace.detected.layout.id).toBe('v5.19/npt-48');
    expect(trace.roots.all[0]!.level).toBe(4);
  });

  test('without an SPTE it is a guess, and called one', () => {
    const { detected } = traceOf('              kt-244     [000] ...1.     4.6: kvm_fpu: load\n');
    expect(detected.doubts).toContain('There is no present SPTE in it; AMD is a guess.');
  });
});
