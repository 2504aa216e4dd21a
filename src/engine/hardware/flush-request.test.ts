/** The request, the IPI and the acknowledgement of a remote flush. */
import { describe, expect, it } from 'vitest';
import { readTlb, readVcpu } from '../state/readers.ts';
import { drive, load, zap, type Driver, type Scene } from '../testing/scene.ts';

const SCENE: Scene = {
  leafs: { 0x204: 'WD', 0x205: 'WD' },
  vcpus: [[load(0x204), load(0x205)], [load(0x204)]],
  hosts: { zap: [zap(0x204)] },
  flush: { expanded: true },
};

/** vCPU 0 has gfn 0x204 cached and is in the guest; the zapper has just flushed. */
function flushed(scene: Scene = SCENE): Driver {
  const d = drive(scene);
  for (let n = 0; n < 6; n++) d.step('vcpu0');
  d.until('zap', 'flush');
  d.step('zap');
  return d;
}

const cached = (d: Driver, vcpu: number) => readTlb(d.view, vcpu).map(({ gfn }) => gfn);
const canMove = (d: Driver, id: string) => d.machine.variants(d.actor(id)) > 0;

describe('a flush told at length', () => {
  it('[FLUSH-5] waits for vCPUs in guest mode, and says so', () => {
    const d = flushed();
    expect(canMove(d, 'zap')).toBe(false);
    expect(readVcpu(d.view, 0)).toMatchObject({ inGuest: true, requests: ['TLB flush'] });
    expect(d.machine.waitsFor(d.actor('zap'))).toBe('vCPUs in the guest to acknowledge its flush');
    d.step('vcpu0');
    expect(canMove(d, 'zap')).toBe(false);
    d.step('vcpu1');
    expect(canMove(d, 'zap')).toBe(true);
  });

  it('[FLUSH-5] does not wait for one outside, nor for one that has nothing left to do', () => {
    const outside = drive({ ...SCENE, leafs: {}, vcpus: [[load(0x204)]] });
    outside.until('vcpu0', 'pfn');
    outside.finish('zap');
    expect(outside.violated).toEqual([]);
    const idle = drive({ ...SCENE, vcpus: [[load(0x204)]] });
    idle.finish('vcpu0');
    idle.finish('zap');
    expect(cached(idle, 0)).toEqual([]);
  });

  it('[FLUSH-7] is served on the way into the guest, when the host may have taken the page', () => {
    const d = flushed();
    d.step('vcpu0');
    d.step('vcpu1');
    d.finish('zap');
    expect(cached(d, 0)).toEqual([0x204]);
    expect(d.violated).toEqual([]);
    d.until('vcpu0', 'enter');
    d.step('vcpu0');
    expect(cached(d, 0)).toEqual([]);
    d.finish('vcpu0');
    expect(cached(d, 0)).toEqual([0x205]);
  });

  it('[FLUSH-5] waits for a walk under way, and what that caches is dropped, too', () => {
    const d = drive({ ...SCENE, vcpus: [[load(0x205)]] });
    for (let n = 0; n < 4; n++) d.step('vcpu0');
    d.until('zap', 'flush');
    d.step('zap');
    d.until('vcpu0', 'lookup');
    expect(canMove(d, 'zap')).toBe(false);
    d.step('vcpu0');
    expect(canMove(d, 'zap')).toBe(true);
    expect(cached(d, 0)).toEqual([0x205]);
    d.until('vcpu0', 'srcu_unlock');
    expect(cached(d, 0)).toEqual([]);
  });

  it('[FLUSH-1] is one step unless a scenario says otherwise', () => {
    const d = flushed({ ...SCENE, flush: {} });
    expect(canMove(d, 'zap')).toBe(true);
    expect(cached(d, 0)).toEqual([]);
  });
});
