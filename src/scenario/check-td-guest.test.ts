import { describe, expect, it } from 'vitest';
import { layoutOf } from '../engine/layout/registry.ts';
import type { ActorConfig } from '../engine/machine-config.ts';
import type { VcpuOperation } from '../engine/programs/operation.ts';
import { checkTdGuest } from './check-td-guest.ts';
import { IssueList } from './issues.ts';

const vcpu = (...kinds: readonly VcpuOperation['kind'][]): ActorConfig => ({
  kind: 'vcpu',
  id: 'vcpu0',
  title: 'vCPU 0',
  operations: kinds.map((kind) => ({ kind, gfn: 0x205 })),
});

const SLOT = { id: 0, gfn: 0x200, pages: 0x200, pfn: 0xa000, writable: true };

function codesOf(
  actors: readonly ActorConfig[],
  layout: string,
  large?: boolean,
): readonly string[] {
  const issues = new IssueList();
  const memslots = [{ ...SLOT, large }];
  checkTdGuest({ actors, layout: layoutOf(layout), memslots, column: 0 }, issues);
  return issues.all.map(({ code }) => code);
}

describe('a TDX guest', () => {
  it('does nothing that is for other guests', () => {
    expect(codesOf([vcpu('td_fault', 'td_load')], 'v5.19/ept-ad-46')).toEqual([]);
    expect(codesOf([vcpu('td_fault', 'store')], 'v5.19/ept-ad-46')).toEqual(['mixed-guest']);
  });

  it('needs Accessed and Dirty bits', () => {
    expect(codesOf([vcpu('td_store')], 'v5.19/ept-noad-46')).toEqual(['no-td-layout']);
  });

  it('has small pages only', () => {
    expect(codesOf([vcpu('td_store')], 'v5.19/ept-ad-46', true)).toEqual(['large-mirror']);
    expect(codesOf([vcpu('store')], 'v5.19/ept-ad-46', true)).toEqual([]);
  });

  it('is no concern of other guests', () => {
    expect(codesOf([vcpu('store')], 'v5.19/ept-noad-46')).toEqual([]);
  });
});
