import { expect, test } from 'vitest';
import { hasAny } from '../../base/word64.ts';
import { decodeSpte } from '../layout/decode.ts';
import { Machine } from '../machine.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import { readCounters, readGuestPage, readTlb, readTrackKind } from '../state/readers.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import { exploreAll, verdictOf } from '../testing/explore-all.ts';
import {
  drive,
  load,
  pfnOf,
  sceneConfig,
  store,
  type Driver,
  type Scene,
} from '../testing/scene.ts';
import type { HostOperation } from './operation.ts';
import type { TrackingKind } from './tracking-operations.ts';

const GFN = 0x205;

const op = (kind: TrackingKind, gfn = GFN): HostOperation => ({
  kind,
  gfnStart: gfn,
  gfnEnd: gfn + 1,
});

function profileWith(flags: Partial<KernelProfile>): KernelProfile {
  return { ...profileNamed('v5.18pre')!, ...flags };
}

const BUGGY = profileWith({ wpGfn: 'buggy' });
const FIXED = profileWith({ wpGfn: 'fixed' });

/** vCPU 0 remembers that it may write to the page. */
const CACHED_WRITE = [
  {
    vcpu: 0,
    gfn: GFN,
    pfn: pfnOf(GFN),
    flags: TLB_FLAGS.R | TLB_FLAGS.W | TLB_FLAGS.X | TLB_FLAGS.D,
  },
];

function kindAt(d: Driver): string {
  const spte = d.spte(GFN);
  return spte === null ? 'no table' : decodeSpte(d.machine.config.layout, spte, 1).kind;
}

function trackedAs(d: Driver): string {
  return readTrackKind(d.view, GFN);
}

function verdicts(scene: Scene): { P2: string; states: number } {
  const { properties, states } = exploreAll(new Machine(sceneConfig(scene)));
  return { P2: verdictOf(properties.P2), states };
}

test('[TRK-1] write_protect_gfn takes W and MMU-writable away, and flushes before it unlocks', () => {
  for (const state of ['WD', 'WP'] as const) {
    const d = drive({
      profile: FIXED,
      leafs: { [GFN]: state },
      tlb: CACHED_WRITE,
      vcpus: [[]],
      hosts: { tracker: [op('track_page')] },
    });
    d.until('tracker', 'unlock');
    expect(kindAt(d)).toBe('WT');
    expect(readTlb(d.view, 0)).toEqual([]);
    d.finish('tracker');
    expect(d.violated).not.toContain('P2');
  }
});

test('[TRK-2] before 7c8a4742c4ab it stops at an SPTE without W: MMU-writable stays, nothing is flushed', () => {
  const d = drive({
    profile: BUGGY,
    leafs: { [GFN]: 'WP' },
    hosts: { tracker: [op('track_page')] },
  });
  d.finish('tracker');
  expect(kindAt(d)).toBe('WP');
  expect(readCounters(d.view).flushesRequested).toBe(0);
});

test('[TRK-3] it flushes only if it has changed something', () => {
  const d = drive({
    profile: FIXED,
    leafs: { [GFN]: 'WT' },
    hosts: { tracker: [op('track_page')] },
  });
  d.finish('tracker');
  expect(readCounters(d.view).flushesRequested).toBe(0);
});

test('[TRK-4] a write to a page-tracked gfn is emulated, before the fast path and without a lock', () => {
  const d = drive({
    profile: FIXED,
    leafs: { [GFN]: 'WD' },
    vcpus: [[store(GFN)]],
    hosts: { tracker: [op('track_page')] },
  });
  d.finish('tracker');
  const steps = d.finish('vcpu0');
  expect(steps).toContain('kvm_tdp_page_fault/tracked');
  expect(steps).not.toContain('fast_page_fault/begin');
  expect(steps).not.toContain('kvm_tdp_page_fault/lock');
  expect(steps).toContain('vcpu_access/emulate');
  expect(readGuestPage(d.view, GFN)?.version).toBe(1);
  expect(kindAt(d)).toBe('WT');
  expect(readTlb(d.view, 0)).toEqual([]);
});

test('[TRK-5] a fault that was past that check is emulated all the same: make_spte asks again under mmu_lock', () => {
  const d = drive({
    profile: FIXED,
    leafs: { [GFN]: 'RO' },
    vcpus: [[store(GFN)]],
    hosts: { tracker: [op('track_page')] },
  });
  d.until('vcpu0', 'seq');
  d.finish('tracker');
  expect(d.finish('vcpu0')).toContain('vcpu_access/emulate');
  expect(kindAt(d)).toBe('WT');
});

test('[TRK-6] a write to a shadowed last-level table lets it go out of sync: the page is writable, and tracked no more', () => {
  const d = drive({
    profile: FIXED,
    leafs: { [GFN]: 'WD' },
    vcpus: [[store(GFN)]],
    hosts: { tracker: [op('track_shadowed')] },
  });
  d.finish('tracker');
  expect(trackedAs(d)).toBe('shadowed');
  const steps = d.finish('vcpu0');
  expect(steps).toContain('kvm_tdp_mmu_map/unsync');
  expect(trackedAs(d)).toBe('none');
  expect(kindAt(d)).toBe('WD');
  expect(d.violated).not.toContain('P2');
});

test('[TRK-7] where nobody tracks, faults make no step to ask', () => {
  const d = drive({ leafs: { [GFN]: 'WP' }, vcpus: [[store(GFN)]] });
  expect(d.finish('vcpu0')).not.toContain('kvm_tdp_page_fault/tracked');
});

test('[TRK-8] a dirty-logging pass clears W alone, and flushes after it has unlocked', () => {
  const d = drive({
    leafs: { [GFN]: 'WD' },
    tlb: CACHED_WRITE,
    vcpus: [[]],
    hosts: { log: [op('wrprot_pass')] },
  });
  d.until('log', 'flush');
  expect(kindAt(d)).toBe('WP');
  expect(readTlb(d.view, 0)).toHaveLength(1);
  d.finish('log');
  expect(readTlb(d.view, 0)).toEqual([]);
});

test('[P2] a shadowed table becomes writable unseen without any race, before the fix', () => {
  const run = (profile: KernelProfile): string[] => {
    const d = drive({
      profile,
      leafs: { [GFN]: 'WD' },
      vcpus: [[store(GFN)]],
      hosts: { log: [op('wrprot_pass')], tracker: [op('track_shadowed')] },
    });
    d.finish('log');
    d.finish('tracker');
    d.finish('vcpu0');
    return d.violated;
  };
  expect(run(BUGGY)).toContain('P2');
  expect(run(FIXED)).not.toContain('P2');
});

test('[P2] a page-tracked one only in a race: with a pending flush, or a fault already past the check', () => {
  const scene = (profile: KernelProfile): Scene => ({
    profile,
    leafs: { [GFN]: 'WD' },
    tlb: CACHED_WRITE,
    vcpus: [[store(GFN)]],
    hosts: { log: [op('wrprot_pass')], tracker: [op('track_page')] },
  });
  const pending = drive(scene(BUGGY));
  pending.until('log', 'flush');
  pending.finish('tracker');
  expect(pending.violated).toContain('P2');
  const past = drive({ ...scene(BUGGY), tlb: [], leafs: { [GFN]: 'WP' } });
  past.until('vcpu0', 'begin');
  past.finish('tracker');
  past.finish('vcpu0');
  expect(past.violated).toContain('P2');
  const inTurn = drive(scene(BUGGY));
  inTurn.finish('log');
  inTurn.finish('tracker');
  inTurn.finish('vcpu0');
  expect(inTurn.violated).not.toContain('P2');
});

test('[P2] in all interleavings: sometimes before the fix, never after it', () => {
  for (const kind of ['track_page', 'track_shadowed'] as const) {
    const scene = (profile: KernelProfile): Scene => ({
      profile,
      leafs: { [GFN]: 'WD' },
      tlb: CACHED_WRITE,
      vcpus: [[store(GFN), load(GFN)]],
      hosts: { log: [op('wrprot_pass')], tracker: [op(kind)] },
    });
    expect(verdicts(scene(BUGGY)).P2).toBe('sometimes');
    expect(verdicts(scene(FIXED)).P2).toBe('never');
  }
});

/** Dirty logging, the rewriting of an SPTE, write tracking; all in the shadow MMU. */
function shadowScene(flushRule: KernelProfile['flushRule']): Scene {
  return {
    profile: profileWith({ flushRule }),
    leafs: { [GFN]: 'WD' },
    tlb: CACHED_WRITE,
    vcpus: [[store(GFN)]],
    hosts: { log: [op('rmap_wrprot')], refresh: [op('rmap_refresh')], tracker: [op('rmap_track')] },
  };
}

test('[RMAP-1] the shadow MMU asks for 1, 3 and 1 flushes in the same three updates', () => {
  const flushes = (rule: KernelProfile['flushRule']): number => {
    const d = drive(shadowScene(rule));
    for (const host of ['log', 'refresh', 'tracker']) d.finish(host);
    return readCounters(d.view).updateFlushes;
  };
  expect([flushes('naive'), flushes('old'), flushes('new')]).toEqual([1, 3, 1]);
});

test('[RMAP-2] dirty logging flushes after unlocking whatever the rule says; tracking before, if told to', () => {
  const d = drive(shadowScene('new'));
  const log = d.finish('log').map((step) => step.split('/')[1]);
  expect(log.slice(-3)).toEqual(['flush', 'unlock', 'flush_reaped']);
  expect(readCounters(d.view).flushesRequested).toBe(1);
  d.until('tracker', 'unlock');
  expect(readCounters(d.view).flushesRequested).toBe(2);
  expect(kindAt(d)).toBe('WT');
});

test('[RMAP-3] a rewritten SPTE has the value it had', () => {
  const d = drive({ leafs: { [GFN]: 'WP' }, hosts: { refresh: [op('rmap_refresh')] } });
  const before = d.spte(GFN);
  d.finish('refresh');
  expect(d.spte(GFN)).toEqual(before);
  expect(hasAny(before!, d.machine.config.layout.masks.writable)).toBe(false);
});

test('[P2] the naive flush rule loses against a pending flush; the old and the new one never do', () => {
  expect(verdicts(shadowScene('naive')).P2).toBe('sometimes');
  expect(verdicts(shadowScene('old')).P2).toBe('never');
  expect(verdicts(shadowScene('new')).P2).toBe('never');
});
