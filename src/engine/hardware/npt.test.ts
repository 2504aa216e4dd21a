/** The walk of an AMD CPU: P, W, U and NX instead of R, W and X; A and D always; no PML. */
import { describe, expect, it } from 'vitest';
import { hex64 } from '../../base/word64.ts';
import { layoutOf } from '../layout/registry.ts';
import { profileNamed } from '../profiles/profile.ts';
import { drive, enableDirtyLog, fetchFrom, load, store, type Scene } from '../testing/scene.ts';
import { readTlb } from '../state/readers.ts';
import { PERMISSION, hardwarePermissions, isEptMisconfig } from './permissions.ts';

const layout = layoutOf('v6.12/npt-48');
const NPT: Scene = { layout, profile: profileNamed('v6.12')! };

describe('the walk through nested page tables', () => {
  it('[NPT-1] finds nothing without P, whatever else is set', () => {
    const { FROZEN_SPTE, SHADOW_NONPRESENT_VALUE } = layout.constants;
    for (const spte of [FROZEN_SPTE, SHADOW_NONPRESENT_VALUE, { lo: 0x6, hi: 0 }]) {
      expect(hardwarePermissions(layout, spte), hex64(spte)).toBe(0);
      expect(isEptMisconfig(layout, hardwarePermissions(layout, spte))).toBe(false);
    }
    expect(hardwarePermissions(layout, { lo: 0x5, hi: 0 })).toBe(PERMISSION.R | PERMISSION.X);
    expect(hardwarePermissions(layout, { lo: 0x7, hi: 0x8000_0000 })).toBe(
      PERMISSION.R | PERMISSION.W,
    );
  });

  it.each([
    ['loads', load(0x205)],
    ['stores', store(0x205)],
    ['fetches', fetchFrom(0x205)],
  ])('[NPT-1] %s fault a page in, and cache it', (_what, operation) => {
    const d = drive({ ...NPT, vcpus: [[operation]] });
    d.finish('vcpu0');
    expect(readTlb(d.view, 0)).toMatchObject([{ gfn: 0x205, r: true, w: true, x: true, d: true }]);
    expect(d.violated).toEqual([]);
  });

  it('[NPT-2] sets A and D in their own bits', () => {
    const d = drive({ ...NPT, leafs: { 0x205: 'WC-' }, vcpus: [[store(0x205)]] });
    expect(hex64(d.spte(0x205)!)).toBe('0x9a05e07');
    d.finish('vcpu0');
    expect(hex64(d.spte(0x205)!)).toBe('0x9a05e67');
  });

  it('[NPT-2] logs dirty pages by W: there is no PML', () => {
    const d = drive({
      ...NPT,
      leafs: { 0x205: 'WD' },
      vcpus: [[store(0x205)]],
      hosts: { migration: [enableDirtyLog()] },
    });
    d.finish('migration');
    expect(hex64(d.spte(0x205)!)).toBe('0x9a05e65');
    expect(d.finish('vcpu0')).toContain('fast_page_fault/mark');
  });
});
