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

function codesOf(actors: readonly ActorConfig[], layout: string): readonly string[] {
  const issues = new IssueList();
  checkTdGuest({ actors, layout: layoutOf(layout), column: 0 }, issues);
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

  it('is no concern of other guests', () => {
    expect(codesOf([vcpu('store')], 'v5.19/ept-noad-46')).toEqual([]);
  });
});
