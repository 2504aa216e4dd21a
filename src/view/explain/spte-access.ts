/** An access to an SPTE: by the CPU's walk, or by the kernel. */
import { equal64, type Word64 } from '../../base/word64.ts';
import {
  isFrozenSpte,
  isLastSpte,
  isMmioSpte,
  isShadowPresentPte,
} from '../../engine/layout/predicates.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { framePfn } from '../../engine/state/shape.ts';
import type { AccessKind, SpteAccess } from '../../protocol/run.ts';
import { ALL_LETTERS, hasLetter, letterOf, lostLetters, spokenLetters } from '../spte/letters.ts';
import { hexOf, listed, tableName } from '../spte/text.ts';
import { changesOf, guestVerb, type ToldStep } from './told-step.ts';

function nameOf({ frame, gfn, index, level }: SpteAccess): string {
  return level === 1
    ? `the SPTE of gfn ${hexOf(gfn)}`
    : `entry ${index} of the ${tableName(level)} ${hexOf(framePfn(frame))}`;
}

function valueWords(layout: SpteLayout, spte: Word64): string {
  if (isShadowPresentPte(layout, spte)) return spokenLetters(layout, spte, ALL_LETTERS);
  if (isFrozenSpte(layout, spte)) return 'frozen';
  return isMmioSpte(layout, spte) ? 'the mark of an address without memory' : 'empty';
}

/** `clears D`, `sets W and MW`, `empties`, `fills`. */
function changeWords(layout: SpteLayout, { after, before, level }: SpteAccess): string {
  if (equal64(before, after)) return 'rewrites, unchanged,';
  const was = isShadowPresentPte(layout, before);
  if (!isShadowPresentPte(layout, after))
    return isFrozenSpte(layout, after) ? 'freezes' : 'empties';
  if (!was) return 'fills';
  const wasLast = isLastSpte(layout, before, level);
  if (wasLast !== isLastSpte(layout, after, level)) {
    return wasLast
      ? 'puts a page table in the place of the large page in'
      : 'puts a large page in the place of the page table in';
  }
  const changed = (to: boolean): string[] =>
    ALL_LETTERS.filter(
      (name) => hasLetter(layout, after, name) === to && hasLetter(layout, before, name) !== to,
    ).map((name) => letterOf(layout, name));
  const parts = [
    changed(true).length > 0 ? `sets ${listed(changed(true))} in` : '',
    changed(false).length > 0 ? `clears ${listed(changed(false))} in` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'changes' : listed(parts);
}

/** The CPU's own access, on its walk for the guest. */
function explainWalk(told: ToldStep, spte: SpteAccess): string {
  const { layout } = told;
  const verb = guestVerb(told);
  const name = nameOf(spte);
  const filled = changesOf(told, { region: 'tlb', field: 'flags' }).some(({ now }) => now !== 0);
  const did =
    told.record.access === 'spte-assist'
      ? `its walk ${changeWords(layout, spte)} ${name} by a locked OR`
      : `its walk reads ${name} (${valueWords(layout, spte.before)})`;
  if (filled) return `${verb}: ${did}, and the TLB caches the translation.`;
  if (!isShadowPresentPte(layout, spte.before)) {
    return `${verb}: ${did}, which maps nothing: ${isMmioSpte(layout, spte.before) ? 'EPT misconfiguration' : 'EPT violation'}.`;
  }
  return isLastSpte(layout, spte.before, spte.level)
    ? `${verb}: ${did}, which does not allow it: EPT violation.`
    : `${verb}: ${did}, and goes on to the ${tableName(spte.level - 1)} it points to.`;
}

function explainRead(told: ToldStep, spte: SpteAccess): string {
  return `reads ${nameOf(spte)} (${valueWords(told.layout, spte.before)}), and goes by that copy: what others change from now on is not in it.`;
}

const HOW = {
  'spte-store': 'by a plain store',
  'spte-xchg': 'by XCHG, which hands it what memory really held',
  'spte-cas': 'by a compare-exchange: nobody had changed it since it was read',
  'spte-and': 'by a locked AND: a bit that somebody else sets meanwhile survives',
} as const;

type WriteKind = keyof typeof HOW;

function isWrite(access: AccessKind): access is WriteKind {
  return access in HOW;
}

function lostNote({ layout }: ToldStep, { after, before, seen }: SpteAccess): string {
  const lost = lostLetters(layout, { old: before, new: after, seen });
  if (lost.length > 0) {
    const names = listed(lost.map((name) => letterOf(layout, name)));
    return ` ${names} had been set since it read the SPTE, and ${lost.length === 1 ? 'is' : 'are'} lost.`;
  }
  return seen === null || equal64(before, seen)
    ? ''
    : ' It goes by an older copy than what memory held.';
}

function explainWrite(told: ToldStep, spte: SpteAccess, kind: WriteKind): string {
  const now = isShadowPresentPte(told.layout, spte.after)
    ? ` It is ${valueWords(told.layout, spte.after)} now.`
    : '';
  return `${changeWords(told.layout, spte)} ${nameOf(spte)} ${HOW[kind]}.${now}${lostNote(told, spte)}`;
}

export function explainSpte(told: ToldStep): string {
  const { access, spte, program } = told.record;
  if (spte === null)
    return 'follows what is no pointer to a page table, and touches memory at random.';
  if (isWrite(access)) return explainWrite(told, spte, access);
  if (access === 'spte-cas-failed') {
    return `does not get to change ${nameOf(spte)}: it is ${valueWords(told.layout, spte.before)}, and no longer what had been read.`;
  }
  return program === 'vcpu_access' ? explainWalk(told, spte) : explainRead(told, spte);
}
