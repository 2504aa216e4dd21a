/** vCPUs that go in and out of the guest, what they are asked to do, and flushes of what they have cached. */
import { readPsc, readTlb, readVcpu, type StateView } from '../../engine/state/readers.ts';
import { counted, listed } from '../spte/text.ts';
import {
  actorOf,
  changesOf,
  gfnWords,
  guestVerb,
  titleOf,
  waitersFor,
  type ToldStep,
} from './told-step.ts';

function vcpusOf({ after }: ToldStep): number[] {
  return Array.from({ length: after.map.shape.vcpus }, (_, vcpu) => vcpu);
}

/** `vCPU 0: gfn 0x205 and 2 paging-structure entries`; empty for a vCPU that lost nothing. */
function lostBy(told: ToldStep, vcpu: number): string {
  const gfns = (view: StateView): number[] => readTlb(view, vcpu).map(({ gfn }) => gfn);
  const kept = new Set(gfns(told.after));
  const dropped = gfns(told.before).filter((gfn) => !kept.has(gfn));
  const psc = readPsc(told.before, vcpu).length - readPsc(told.after, vcpu).length;
  const parts = [
    dropped.length > 0 ? gfnWords(dropped) : '',
    psc > 0 ? counted(psc, 'paging-structure entry', 'paging-structure entries') : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${titleOf(told, vcpu)} loses ${listed(parts)}`;
}

function lostWords(told: ToldStep): string {
  return vcpusOf(told)
    .map((vcpu) => lostBy(told, vcpu))
    .filter((text) => text !== '')
    .join('; ');
}

/** Who has a request after the step that it had not before, and which. */
function newRequests(told: ToldStep): string {
  return vcpusOf(told)
    .flatMap((vcpu) => {
      const had = readVcpu(told.before, vcpu).requests;
      const added = readVcpu(told.after, vcpu).requests.filter((name) => !had.includes(name));
      return added.length === 0 ? [] : [`${titleOf(told, vcpu)} (${listed(added)})`];
    })
    .join(', ');
}

export function explainFlush(told: ToldStep): string {
  const asked = newRequests(told);
  const lost = lostWords(told);
  if (asked !== '') {
    return `asks for a TLB flush: ${asked}.${lost === '' ? '' : ` ${lost}.`}${waitersFor(told, 'vCPUs in the guest')}`;
  }
  return lost === ''
    ? 'flushes the TLBs of all vCPUs: nothing was cached that the flush could drop.'
    : `flushes the TLBs of all vCPUs: ${lost}. The next access walks memory again.`;
}

export function explainMode(told: ToldStep): string {
  const now = readVcpu(told.after, actorOf(told));
  if (now.inGuest) return 'enters the guest, and runs its next instruction there.';
  if (told.record.label === 'exit') {
    return `leaves the guest, which ${guestVerb(told)}: the EPT violation is KVM's to handle.`;
  }
  const why = readVcpu(told.before, actorOf(told)).requests;
  return why.length === 0
    ? 'leaves the guest: KVM has to act before it can go on.'
    : `leaves the guest before its next instruction: it was asked to (${listed(why)}).`;
}

export function explainRequest(told: ToldStep): string {
  const asked = newRequests(told);
  const lost = lostWords(told);
  const pml = changesOf(told, { region: 'pml', field: 'enabled' });
  const switched = pml.map(
    ({ now, record }) => `PML is ${now === 0 ? 'off' : 'on'} for ${titleOf(told, record)}`,
  );
  const parts = [asked === '' ? '' : `asks ${asked}`, ...switched, lost].filter(
    (part) => part !== '',
  );
  if (told.record.program === 'vcpu_access' || told.record.program === 'td_access') {
    const served = readVcpu(told.before, actorOf(told)).requests;
    return `serves, on its way into the guest, what it was asked for (${listed(served) || 'nothing'})${parts.length === 0 ? '' : `: ${parts.join('; ')}`}.`;
  }
  return parts.length === 0
    ? 'has no vCPU to ask: none is in the guest, or each has what it needs.'
    : `${asked === '' ? 'asks every vCPU, and waits: ' : ''}${parts.join('; ')}.`;
}
