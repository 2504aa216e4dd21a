/** The vCPUs: where each is, and what its TLB and its paging-structure cache hold. */
import { framePfn } from '../../engine/state/shape.ts';
import {
  readPml,
  readPsc,
  readTlb,
  readVcpu,
  readVmDead,
  spteIndex,
} from '../../engine/state/readers.ts';
import { hexOf, listed, tableName } from '../spte/text.ts';
import { actorTitle } from '../spte/picture-input.ts';
import type { Fact, Facet, FactInput } from './fact.ts';

export const VCPU_FACETS: readonly Facet[] = [
  { regions: ['tlb'], factsOf: (input) => perVcpu(input, tlbFacts) },
  { regions: ['psc'], factsOf: (input) => perVcpu(input, pscFacts) },
  { regions: ['vcpu', 'pml'], factsOf: (input) => perVcpu(input, modeFacts) },
  { regions: ['vm'], factsOf: vmFacts },
];

export function tlbKey(vcpu: number, { gfn, level }: { gfn: number; level: number }): string {
  return `tlb/${vcpu}/${level}/${hexOf(gfn)}`;
}

function perVcpu(input: FactInput, factsOf: (input: FactInput, vcpu: number) => Fact[]): Fact[] {
  const vcpus = Array.from({ length: input.view.map.shape.vcpus }, (_, vcpu) => vcpu);
  return vcpus.flatMap((vcpu) => factsOf(input, vcpu));
}

function tlbFacts({ actors, view }: FactInput, vcpu: number): Fact[] {
  const title = actorTitle(actors, vcpu);
  return readTlb(view, vcpu).map((entry) => ({
    key: tlbKey(vcpu, entry),
    group: 'vcpus',
    subject: `the TLB entry of ${title} for gfn ${hexOf(entry.gfn)}${sizeText(entry.level)}`,
    name: `${title} TLB ${hexOf(entry.gfn)}`,
    bits: [
      { letter: 'R', set: entry.r },
      { letter: 'W', set: entry.w },
      { letter: 'X', set: entry.x },
      { letter: 'D', set: entry.d },
    ],
    text: `pfn ${hexOf(entry.pfn)}`,
    absent: 'not cached',
  }));
}

function sizeText(level: number): string {
  return level === 1 ? '' : ` (level ${level})`;
}

/** One fact for all of it: a flush drops it as a whole. */
function pscFacts({ actors, view }: FactInput, vcpu: number): Fact[] {
  const title = actorTitle(actors, vcpu);
  const entries = readPsc(view, vcpu)
    .toSorted((one, other) => other.level - one.level || one.gfn - other.gfn)
    .map((entry) => {
      const { frame, level } = entry;
      return `${tableName(level)}[${spteIndex(entry)}]→${hexOf(framePfn(frame))}`;
    });
  return [
    {
      key: `psc/${vcpu}`,
      group: 'vcpus',
      subject: `the paging-structure cache of ${title}`,
      name: `${title} PSC`,
      bits: [],
      text: entries.length === 0 ? 'empty' : entries.join(', '),
      absent: '',
    },
  ];
}

function modeFacts({ actors, view }: FactInput, vcpu: number): Fact[] {
  const title = actorTitle(actors, vcpu);
  const { inGuest, requests } = readVcpu(view, vcpu);
  const { enabled, gfns } = readPml(view, vcpu);
  const mode = inGuest ? 'in the guest' : 'in the host';
  const asked = requests.length === 0 ? '' : `, requested: ${listed(requests)}`;
  const facts: Fact[] = [
    {
      key: `mode/${vcpu}`,
      group: 'vcpus',
      subject: title,
      name: title,
      bits: [],
      text: `${mode}${asked}`,
      absent: '',
    },
  ];
  if (!enabled) return facts;
  return [
    ...facts,
    {
      key: `pml/${vcpu}`,
      group: 'vcpus',
      subject: `the PML buffer of ${title}`,
      name: `${title} PML`,
      bits: [],
      text: gfns.length === 0 ? 'empty' : `holds ${listed(gfns.map(hexOf))}`,
      absent: 'off',
    },
  ];
}

function vmFacts({ view }: FactInput): Fact[] {
  if (!readVmDead(view)) return [];
  const dead = { subject: 'the VM', name: 'VM', text: 'stopped by KVM_BUG_ON()', absent: 'alive' };
  return [{ key: 'vm', group: 'vcpus', bits: [], ...dead }];
}
