/** What the CPU does for the guest: the TLB lookup, and the access itself. */
import { readCoherence } from '../../engine/state/coherence.ts';
import {
  gfnsPerEntry,
  readTlb,
  readVcpu,
  type StateView,
  type TlbEntryView,
} from '../../engine/state/readers.ts';
import { listed } from '../spte/text.ts';
import {
  actorOf,
  endsOperation,
  guestGfn,
  guestVerb,
  operationOf,
  type ToldStep,
} from './told-step.ts';

/** The entry that a vCPU's lookup finds: of its root, the smallest page around the gfn. */
export function tlbEntryFor(
  view: StateView,
  { vcpu, gfn }: { vcpu: number; gfn: number },
): TlbEntryView | null {
  const { root } = readVcpu(view, vcpu);
  const found = readTlb(view, vcpu)
    .filter((entry) => entry.root === root)
    .filter((entry) => gfn >= entry.gfn && gfn < entry.gfn + gfnsPerEntry(entry.level))
    .sort((one, other) => one.level - other.level);
  return found[0] ?? null;
}

type AccessLetter = 'R' | 'W' | 'X';

function letterNeeded(operation: string): AccessLetter {
  if (/^(td_)?store/.test(operation)) return 'W';
  return operation.startsWith('fetch') ? 'X' : 'R';
}

function allows(entry: TlbEntryView, letter: AccessLetter): boolean {
  return { R: entry.r, W: entry.w, X: entry.x }[letter];
}

/** The TLB hit decides alone: what the SPTE says by now is not asked. */
export function explainLookup(told: ToldStep): string {
  const vcpu = actorOf(told);
  const verb = guestVerb(told);
  const entry = tlbEntryFor(told.before, { vcpu, gfn: guestGfn(told) });
  if (entry === null) return `${verb}: TLB miss, so the CPU walks the page tables.`;
  const letter = letterNeeded(operationOf(told));
  const bits = bitWords(told, { entry, letter });
  const hit = `${verb}: TLB hit, ${bits}, so`;
  if (endsOperation(told)) {
    return `${hit} the SPTE in memory is not touched.${staleNote(told, { entry, letter })}`;
  }
  return allows(entry, letter)
    ? `${hit} the CPU walks once more, to set Dirty in the SPTE.`
    : `${hit} the CPU may not do it: EPT violation, and the cached translation is dropped.`;
}

/** `W=1 D=1`. A store that needs no D in the TLB goes by a mapping without A/D bits. */
function bitWords(
  told: ToldStep,
  { entry, letter }: { entry: TlbEntryView; letter: AccessLetter },
): string {
  const allowed = `${letter}=${bit(allows(entry, letter))}`;
  if (letter !== 'W') return allowed;
  if (endsOperation(told) && !entry.d) return `${allowed} (the mapping has no A/D bits)`;
  return `${allowed} D=${bit(entry.d)}`;
}

function bit(set: boolean): number {
  return set ? 1 : 0;
}

function staleNote(
  { before, layout, record }: ToldStep,
  { entry, letter }: { entry: TlbEntryView; letter: AccessLetter },
): string {
  const stale = readCoherence(before, layout).find(
    ({ vcpu, gfn, level }) =>
      vcpu === record.choice.actor && gfn === entry.gfn && level === entry.level,
  );
  if (stale === undefined) return '';
  if (stale.absent) return ' The translation is stale: memory maps nothing there any more.';
  if (stale.wrongPfn) return ' The translation is stale: memory maps another page there by now.';
  if (stale.excess.length > 0) {
    return ` The translation is stale: memory does not allow ${listed(stale.excess)} any more.`;
  }
  return letter === 'W'
    ? ' The translation is stale: D is clear in memory by now, and this store does not set it.'
    : ' The translation is stale: D is clear in memory by now.';
}

/** A store on a TLB hit, or one that KVM emulates. */
export function explainGuestMemory(told: ToldStep): string {
  if (told.record.label === 'lookup') return explainLookup(told);
  const what = letterNeeded(operationOf(told)) === 'W' ? 'store' : 'access';
  return `${guestVerb(told)}, but not by itself: KVM emulates the instruction, and so learns of the ${what}.`;
}
