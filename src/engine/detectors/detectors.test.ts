/** Each property is tripped by a machine that is broken just there, and holds where it is not. */
import { expect, test } from 'vitest';
import {
  drive,
  leafSpte,
  sceneConfig,
  store,
  load,
  zap,
  clearYoung,
  pfnOf,
  type Driver,
} from '../testing/scene.ts';
import { EVENT } from '../effect.ts';
import { Journal } from '../journal.ts';
import { Machine } from '../machine.ts';
import type { MachineConfig } from '../machine-config.ts';
import { readHostPage, readCounters } from '../state/readers.ts';
import { Thread } from '../thread.ts';
import { P8_PFN_DIRTY } from './p8-pfn-dirty.ts';
import { DETECTORS, PROPERTY_IDS } from './registry.ts';

/** The story of seed 0: the host reads the SPTE, the CPU sets D, the host writes. */
function dirtyInBetween(kernel: 'before' | 'after', op: typeof zap | typeof clearYoung): Driver {
  const d = drive({
    kernel,
    leafs: { 0x205: 'WC' },
    vcpus: [[store(0x205)]],
    hosts: { host: [op(0x205)] },
  });
  d.until('host', op === zap ? 'zap' : 'age');
  d.finish('vcpu0');
  d.finish('host');
  return d;
}

function runAlone(config: MachineConfig): string[] {
  const machine = new Machine(config);
  const violated: string[] = [];
  for (let actor = 0; actor < machine.actorCount; actor++) {
    while (machine.variants(actor) > 0) {
      const bits = machine.step({ actor, variant: 0 });
      violated.push(...PROPERTY_IDS.filter((_, i) => (bits & (1 << i)) !== 0));
    }
  }
  return violated;
}

test('[P8] a Dirty bit that a plain store destroys is lost; XCHG brings it to the host', () => {
  for (const op of [zap, clearYoung]) {
    const before = dirtyInBetween('before', op);
    expect(before.violated).toContain('P8');
    expect(readHostPage(before.view, pfnOf(0x205))?.dirty).toBe(false);
    const after = dirtyInBetween('after', op);
    expect(after.violated).toEqual([]);
    expect(readHostPage(after.view, pfnOf(0x205))).toMatchObject({ dirty: true, debtor: null });
  }
});

test('[P8] a Dirty bit that the writer has seen is its debt until it has told the host', () => {
  const d = drive({ leafs: { 0x205: 'WD' }, hosts: { zap: [zap(0x205)] } });
  d.until('zap', 'dirty');
  expect(readHostPage(d.view, pfnOf(0x205))).toMatchObject({ dirty: false, debtor: 0 });
  d.step('zap');
  expect(readHostPage(d.view, pfnOf(0x205))).toMatchObject({ dirty: true, debtor: null });
  d.finish('zap');
  expect(d.violated).toEqual([]);
});

test('[P8] a writer that unlocks with its debt unpaid violates, and owes nothing any more', () => {
  const machine = new Machine(
    sceneConfig({ leafs: { 0x205: 'WD' }, hosts: { zap: [zap(0x205)] } }),
  );
  const { config, map } = machine;
  const journal = new Journal(map.memory);
  const t = new Thread({ journal, map, ...config });
  const debt = map.dirty_debt.base + 5;
  journal.write(debt, t.actor + 1);
  t.effect.note('unlock');
  t.effect.events = EVENT.UNLOCK;
  expect(P8_PFN_DIRTY.check(t)).toBe(true);
  expect(journal.read(debt)).toBe(0);
  expect(P8_PFN_DIRTY.check(t)).toBe(false);
});

test('[P8] is about pages the host does not know to be dirty already', () => {
  const d = drive({
    leafs: { 0x205: 'WD' },
    vcpus: [[store(0x205), store(0x205)]],
    hosts: { one: [zap(0x205)] },
  });
  d.finish('vcpu0');
  d.finish('one');
  expect(d.violated).toEqual([]);
});

test('[P10] a leaf that is writable but not MMU-writable trips it, whoever writes it', () => {
  const config = sceneConfig({ leafs: { 0x205: 'WD' }, hosts: { age: [clearYoung(0x205)] } });
  const { layout } = config;
  const good = leafSpte(layout, { gfn: 0x205, state: 'WD' });
  const broken = { lo: good.lo, hi: good.hi & ~layout.masks.mmuWritable.hi };
  expect(runAlone({ ...config, leafs: [{ gfn: 0x205, level: 1, spte: broken }] })).toContain('P10');
  expect(runAlone(config)).not.toContain('P10');
});

test('[P11] an SPTE that the CPU can use but KVM does not regard as present trips it', () => {
  const config = sceneConfig({ leafs: { 0x205: 'WD' }, vcpus: [[load(0x205)]] });
  const good = leafSpte(config.layout, { gfn: 0x205, state: 'WD' });
  const broken = { lo: good.lo & ~config.layout.masks.mmuPresent.lo, hi: good.hi };
  expect(runAlone({ ...config, leafs: [{ gfn: 0x205, level: 1, spte: broken }] })).toEqual(['P11']);
  expect(runAlone(config)).toEqual([]);
});

test('[P12] a plain store over a leaf that the CPU or a fast page fault may change trips it', () => {
  const violated = (kernel: 'before' | 'after', state: 'WC' | 'WP' | 'WD' | 'RO'): string[] =>
    runAlone(sceneConfig({ kernel, leafs: { 0x205: state }, hosts: { zap: [zap(0x205)] } }));
  expect(violated('before', 'WC')).toEqual(['P12']);
  expect(violated('before', 'WP')).toEqual(['P12']);
  // Everything is set that could be: nobody changes it without the lock.
  expect(violated('before', 'WD')).toEqual([]);
  expect(violated('after', 'WC')).toEqual([]);
  expect(violated('after', 'WP')).toEqual([]);
});

test('[P16] an Accessed bit that a writer has not seen is counted, not a violation', () => {
  const d = drive({
    leafs: { 0x205: 'WD-' },
    vcpus: [[load(0x205)]],
    hosts: { zap: [zap(0x205)] },
  });
  d.until('zap', 'zap');
  d.finish('vcpu0');
  d.finish('zap');
  expect(readCounters(d.view).accLost).toBe(1);
  expect(d.violated).not.toContain('P8');
});

test('[DET-1] every detector has a sentence for people and is asked only after its events', () => {
  for (const { sentence, events, title } of DETECTORS) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(title).not.toBe('');
    expect(events).toBeGreaterThan(0);
  }
});
